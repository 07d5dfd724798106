/** Small files of SANA-FE, written for tests. */

/** A chip of 3 by 2 tiles with two cores each. */
export const ARCHITECTURE = `architecture:
  name: small
  attributes:
    topology: mesh
    width: 3
    height: 2
    link_buffer_size: 4
    sync_model: table
    latency_sync: { 1: 1.0e-7, 3: 2.0e-7 }
  tile:
    - name: tile[0..5]
      attributes:
        energy_north_hop: 4.0e-12
        latency_north_hop: 6.0e-9
        energy_east_hop: 3.0e-12
        latency_east_hop: 4.0e-9
        energy_south_hop: 4.0e-12
        latency_south_hop: 6.0e-9
        energy_west_hop: 3.0e-12
        latency_west_hop: 4.0e-9
      core:
        - name: core[0..1]
          attributes:
            buffer_position: soma
            buffer_inside_unit: false
            max_neurons_supported: 4
          axon_in:
            - name: in
              attributes: {energy_message_in: 0.0, latency_message_in: 16.0e-9}
          synapse:
            - name: fast
              attributes: {model: current_based, energy_process_spike: 10.0e-12, latency_process_spike: 2.0e-9}
            - name: slow
              attributes: {model: current_based, energy_process_spike: 20.0e-12, latency_process_spike: 5.0e-9}
            - name: unpriced
              attributes: {model: current_based, energy_process_spike: 1.0e-12}
          dendrite:
            - name: sum
              attributes: {model: accumulator, energy_update: 0.0, latency_update: 0.0}
          soma:
            - name: lif
              attributes:
                model: leaky_integrate_fire
                energy_access_neuron: 50.0e-12
                latency_access_neuron: 6.0e-9
                energy_update_neuron: 20.0e-12
                latency_update_neuron: 4.0e-9
                energy_spike_out: 70.0e-12
                latency_spike_out: 30.0e-9
            - name: stim[0..3]
              attributes:
                model: input
                energy_access_neuron: 50.0e-12
                latency_access_neuron: 6.0e-9
                energy_update_neuron: 20.0e-12
                latency_update_neuron: 4.0e-9
                energy_spike_out: 70.0e-12
                latency_spike_out: 30.0e-9
          axon_out:
            - name: out
              attributes: {energy_message_out: 100.0e-12, latency_message_out: 5.0e-9}
`;

/** Neuron a.0 excites b.0 and b.1 with weights that cancel on b.1. */
export const NETWORK = `network:
  name: small
  groups:
  - name: a
    attributes: {threshold: 3, soma_hw_name: lif, synapse_hw_name: fast}
    neurons:
    - 0: {bias: 2}
    - 1: {bias: 2}
  - name: b
    attributes: {threshold: 5.5, leak_decay: 0.5, reset_mode: soft, soma_hw_name: lif, synapse_hw_name: slow}
    neurons:
    - 0..1: {}
  edges:
  - a.0 -> b.0: {weight: 6}
  - a.0 -> b.1: {weight: 1.5}
  - a.1 -> b.1: {weight: -1.5}
mappings:
- a: {core: 0.0}
- b.0..1: {core: 3.1}
`;

export const NETLIST = `# the same network
g 2 threshold=3 soma_hw_name=lif synapse_hw_name=fast
g 2 threshold=5.5 leak_decay=0.5 reset_mode=soft soma_hw_name=lif synapse_hw_name=slow
n 0.0 bias=2
n 0.1 bias=2
e 0.0->1.0 weight=6
e 0.0->1.1 weight=1.5
e 0.1->1.1 weight=-1.5
& 0.0@0.0
& 0.1@0.0
& 1.0@3.1
& 1.1@3.1
`;
