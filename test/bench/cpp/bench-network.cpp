// The random benchmark network as one plain loop over flat arrays: no cores, axons or event counts.
// Build and arithmetic as in test/support/bench-network.ts and src/neurons/loihi-lif.ts.
// Usage: bench-network NEURONS FAN_OUT STEPS; prints one line of JSON.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr int32_t kStateMax = (1 << 23) - 1;
constexpr int32_t kCurrentKeep = 4096 - (409 + 1);
constexpr int32_t kVoltageKeep = 4096 - 128;
constexpr int32_t kThreshold = 1000 << 6;
constexpr int32_t kBiasExp = 3;

struct Network {
  std::vector<int32_t> offsets;
  std::vector<int32_t> targets;
  std::vector<int16_t> weights;
  std::vector<int32_t> bias;
};

struct Spike {
  uint32_t step;
  uint32_t neuron;
};

// 24-bit numbers of a 32-bit linear congruential generator.
uint32_t draw(uint32_t &state) {
  state = 1664525u * state + 1013904223u;
  return state >> 8;
}

Network build(uint32_t neurons, uint32_t fanOut) {
  uint32_t state = 12345;
  Network network;
  std::vector<int64_t> drawnBy(neurons, -1);
  network.offsets.push_back(0);
  for (uint32_t pre = 0; pre < neurons; pre++) {
    for (uint32_t k = 0; k < fanOut; k++) {
      const uint32_t target = draw(state) % neurons;
      const uint32_t size = draw(state);
      if (drawnBy[target] == pre) continue;
      drawnBy[target] = pre;
      const int32_t inhibit = -8 * static_cast<int32_t>(1 + size % 28);
      const int32_t excite = 2 * static_cast<int32_t>(1 + size % 15);
      network.targets.push_back(static_cast<int32_t>(target));
      network.weights.push_back(static_cast<int16_t>(pre % 5 == 4 ? inhibit : excite));
    }
    network.offsets.push_back(static_cast<int32_t>(network.targets.size()));
  }
  for (uint32_t k = 0; k < neurons; k++) {
    network.bias.push_back(static_cast<int32_t>(64 + draw(state) % 448) << kBiasExp);
  }
  return network;
}

// sign(x) * ((|x| * keep) >> 12), split so that 32 bits hold every product.
inline int32_t decayed(int32_t x, int32_t keep) {
  const int32_t size = x < 0 ? -x : x;
  const int32_t kept = (size >> 12) * keep + (((size & 4095) * keep) >> 12);
  return x < 0 ? -kept : kept;
}

void update(int32_t *u, int32_t *v, int32_t *sums, const int32_t *bias, int32_t neurons) {
  for (int32_t k = 0; k < neurons; k++) {
    const int32_t current = decayed(u[k], kCurrentKeep) + sums[k] * 64;
    sums[k] = 0;
    int32_t wrapped = current > (1 << 23) ? current - (1 << 24) : current;
    wrapped = wrapped <= -(1 << 23) ? current + (1 << 24) : wrapped;
    u[k] = wrapped;
    const int32_t voltage = decayed(v[k], kVoltageKeep) + wrapped + bias[k];
    v[k] = std::min(kStateMax, std::max(-kStateMax, voltage));
  }
}

uint32_t checksum(const std::vector<Spike> &spikes) {
  uint32_t hash = 0x811c9dc5u;
  const auto mix = [&hash](uint32_t word) {
    for (int shift = 0; shift < 32; shift += 8) hash = (hash ^ ((word >> shift) & 255u)) * 0x01000193u;
  };
  for (const Spike &spike : spikes) {
    mix(spike.step);
    mix(spike.neuron);
  }
  return hash;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench-network NEURONS FAN_OUT STEPS\n");
    return 2;
  }
  const int32_t neurons = std::atoi(argv[1]);
  const int32_t steps = std::atoi(argv[3]);
  const Network network = build(static_cast<uint32_t>(neurons), static_cast<uint32_t>(std::atoi(argv[2])));
  std::vector<int32_t> u(neurons), v(neurons), sums(neurons), fired;
  std::vector<Spike> spikes;
  fired.reserve(neurons);
  const int32_t *offsets = network.offsets.data();
  const int32_t *targets = network.targets.data();
  const int16_t *weights = network.weights.data();
  int64_t synapticEvents = 0;
  const auto started = std::chrono::steady_clock::now();
  for (int32_t step = 1; step <= steps; step++) {
    int32_t *sum = sums.data();
    for (const int32_t pre : fired) {
      const int32_t end = offsets[pre + 1];
      synapticEvents += end - offsets[pre];
      for (int32_t k = offsets[pre]; k < end; k++) sum[targets[k]] += weights[k];
    }
    update(u.data(), v.data(), sum, network.bias.data(), neurons);
    fired.clear();
    for (int32_t k = 0; k < neurons; k++) {
      if (v[k] <= kThreshold) continue;
      v[k] = 0;
      fired.push_back(k);
      spikes.push_back({static_cast<uint32_t>(step), static_cast<uint32_t>(k)});
    }
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
  std::printf("{\"spikes\":%zu,\"checksum\":\"%08x\",\"synapticEvents\":%lld,\"seconds\":%.6f}\n",
              spikes.size(), checksum(spikes), static_cast<long long>(synapticEvents), elapsed.count());
  return 0;
}
