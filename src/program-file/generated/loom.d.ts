import * as $protobuf from "protobufjs";

/** Namespace loom. */
export namespace loom {

    /**
     * Properties of a Header.
     * @deprecated Use loom.Header.$Properties instead.
     */
    interface IHeader extends loom.Header.$Properties {
    }

    /** Represents a Header. */
    class Header {

        /**
         * Constructs a new Header.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Header.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Header networkName. */
        networkName: string;

        /** Header sourceSha256. */
        sourceSha256: string;

        /** Header profileJson. */
        profileJson: string;

        /** Header profileSha256. */
        profileSha256: string;

        /** Header parameterSet. */
        parameterSet: string;

        /** Header arithmetic. */
        arithmetic: string;

        /** Header dtS. */
        dtS: number;

        /** Header seed. */
        seed: string;

        /** Header populations. */
        populations: loom.Population.$Properties[];

        /** Header projections. */
        projections: loom.Projection.$Properties[];

        /** Header outputs. */
        outputs: Uint8Array;

        /** Header depth. */
        depth: number;

        /** Header chipsUsed. */
        chipsUsed: number;

        /** Header partitioner. */
        partitioner: string;

        /** Header placer. */
        placer: string;

        /** Header assumptions. */
        assumptions: loom.Assumption.$Properties[];

        /** Header warnings. */
        warnings: string[];

        /** Header inputPopulations. */
        inputPopulations: Uint8Array;

        /** Header inputLagSteps. */
        inputLagSteps: number;

        /** Header cores. */
        cores: Uint8Array;

        /** Header analogTimeScale. */
        analogTimeScale?: (number|null);

        /**
         * Encodes the specified Header message. Does not implicitly {@link loom.Header.verify|verify} messages.
         * @param message Header message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Header.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Header message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Header & loom.Header.$Shape} Header
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Header & loom.Header.$Shape;
    }

    namespace Header {

        /** Properties of a Header. */
        interface $Properties {

            /** Header networkName */
            networkName?: (string|null);

            /** Header sourceSha256 */
            sourceSha256?: (string|null);

            /** Header profileJson */
            profileJson?: (string|null);

            /** Header profileSha256 */
            profileSha256?: (string|null);

            /** Header parameterSet */
            parameterSet?: (string|null);

            /** Header arithmetic */
            arithmetic?: (string|null);

            /** Header dtS */
            dtS?: (number|null);

            /** Header seed */
            seed?: (string|null);

            /** Header populations */
            populations?: (loom.Population.$Properties[]|null);

            /** Header projections */
            projections?: (loom.Projection.$Properties[]|null);

            /** Header outputs */
            outputs?: (Uint8Array|null);

            /** Header depth */
            depth?: (number|null);

            /** Header chipsUsed */
            chipsUsed?: (number|null);

            /** Header partitioner */
            partitioner?: (string|null);

            /** Header placer */
            placer?: (string|null);

            /** Header assumptions */
            assumptions?: (loom.Assumption.$Properties[]|null);

            /** Header warnings */
            warnings?: (string[]|null);

            /** Header inputPopulations */
            inputPopulations?: (Uint8Array|null);

            /** Header inputLagSteps */
            inputLagSteps?: (number|null);

            /** Header cores */
            cores?: (Uint8Array|null);

            /** Header analogTimeScale */
            analogTimeScale?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Header. */
        type $Shape = loom.Header.$Properties;
    }

    /**
     * Properties of a Population.
     * @deprecated Use loom.Population.$Properties instead.
     */
    interface IPopulation extends loom.Population.$Properties {
    }

    /** Represents a Population. */
    class Population {

        /**
         * Constructs a new Population.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Population.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Population name. */
        name: string;

        /** Population shape. */
        shape: Uint8Array;

        /** Population size. */
        size: number;

        /** Population level. */
        level: number;

        /** Population startStep. */
        startStep: number;

        /** Population input. */
        input: boolean;

        /** Population output. */
        output: boolean;

        /** Population spiking. */
        spiking: boolean;

        /** Population scale. */
        scale: number;

        /** Population offset. */
        offset: number;

        /**
         * Encodes the specified Population message. Does not implicitly {@link loom.Population.verify|verify} messages.
         * @param message Population message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Population.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Population message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Population & loom.Population.$Shape} Population
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Population & loom.Population.$Shape;
    }

    namespace Population {

        /** Properties of a Population. */
        interface $Properties {

            /** Population name */
            name?: (string|null);

            /** Population shape */
            shape?: (Uint8Array|null);

            /** Population size */
            size?: (number|null);

            /** Population level */
            level?: (number|null);

            /** Population startStep */
            startStep?: (number|null);

            /** Population input */
            input?: (boolean|null);

            /** Population output */
            output?: (boolean|null);

            /** Population spiking */
            spiking?: (boolean|null);

            /** Population scale */
            scale?: (number|null);

            /** Population offset */
            offset?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Population. */
        type $Shape = loom.Population.$Properties;
    }

    /** ConnectivityKind enum. */
    enum ConnectivityKind {

        /** DENSE value */
        DENSE = 0,

        /** CONV value */
        CONV = 1,

        /** SPARSE value */
        SPARSE = 2,

        /** ONE_TO_ONE value */
        ONE_TO_ONE = 3
    }

    /** SignMode enum. */
    enum SignMode {

        /** MIXED value */
        MIXED = 0,

        /** EXCITATORY value */
        EXCITATORY = 1,

        /** INHIBITORY value */
        INHIBITORY = 2
    }

    /**
     * Properties of a Projection.
     * @deprecated Use loom.Projection.$Properties instead.
     */
    interface IProjection extends loom.Projection.$Properties {
    }

    /** Represents a Projection. */
    class Projection {

        /**
         * Constructs a new Projection.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Projection.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Projection name. */
        name: string;

        /** Projection pre. */
        pre: number;

        /** Projection post. */
        post: number;

        /** Projection kind. */
        kind: loom.ConnectivityKind;

        /** Projection synapses. */
        synapses: number;

        /** Projection weightExp. */
        weightExp: number;

        /** Projection weightBits. */
        weightBits: number;

        /** Projection signMode. */
        signMode: loom.SignMode;

        /** Projection delaySteps. */
        delaySteps: number;

        /** Projection scale. */
        scale: number;

        /** Projection clippedCount. */
        clippedCount: number;

        /** Projection sqnrDb. */
        sqnrDb?: (number|null);

        /** Projection maxAbsError. */
        maxAbsError: number;

        /** Projection learning. */
        learning?: (loom.Learning.$Properties|null);

        /** Projection pricedAs. */
        pricedAs?: (loom.ConnectivityKind|null);

        /**
         * Encodes the specified Projection message. Does not implicitly {@link loom.Projection.verify|verify} messages.
         * @param message Projection message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Projection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Projection message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Projection & loom.Projection.$Shape} Projection
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Projection & loom.Projection.$Shape;
    }

    namespace Projection {

        /** Properties of a Projection. */
        interface $Properties {

            /** Projection name */
            name?: (string|null);

            /** Projection pre */
            pre?: (number|null);

            /** Projection post */
            post?: (number|null);

            /** Projection kind */
            kind?: (loom.ConnectivityKind|null);

            /** Projection synapses */
            synapses?: (number|null);

            /** Projection weightExp */
            weightExp?: (number|null);

            /** Projection weightBits */
            weightBits?: (number|null);

            /** Projection signMode */
            signMode?: (loom.SignMode|null);

            /** Projection delaySteps */
            delaySteps?: (number|null);

            /** Projection scale */
            scale?: (number|null);

            /** Projection clippedCount */
            clippedCount?: (number|null);

            /** Projection sqnrDb */
            sqnrDb?: (number|null);

            /** Projection maxAbsError */
            maxAbsError?: (number|null);

            /** Projection learning */
            learning?: (loom.Learning.$Properties|null);

            /** Projection pricedAs */
            pricedAs?: (loom.ConnectivityKind|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Projection. */
        type $Shape = loom.Projection.$Properties;
    }

    /**
     * Properties of a Learning.
     * @deprecated Use loom.Learning.$Properties instead.
     */
    interface ILearning extends loom.Learning.$Properties {
    }

    /** Represents a Learning. */
    class Learning {

        /**
         * Constructs a new Learning.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Learning.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Learning rule. */
        rule: string;

        /** Learning epochSteps. */
        epochSteps: number;

        /** Learning traces. */
        traces: loom.LearningTrace.$Properties[];

        /**
         * Encodes the specified Learning message. Does not implicitly {@link loom.Learning.verify|verify} messages.
         * @param message Learning message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Learning.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Learning message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Learning & loom.Learning.$Shape} Learning
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Learning & loom.Learning.$Shape;
    }

    namespace Learning {

        /** Properties of a Learning. */
        interface $Properties {

            /** Learning rule */
            rule?: (string|null);

            /** Learning epochSteps */
            epochSteps?: (number|null);

            /** Learning traces */
            traces?: (loom.LearningTrace.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Learning. */
        type $Shape = loom.Learning.$Properties;
    }

    /**
     * Properties of a LearningTrace.
     * @deprecated Use loom.LearningTrace.$Properties instead.
     */
    interface ILearningTrace extends loom.LearningTrace.$Properties {
    }

    /** Represents a LearningTrace. */
    class LearningTrace {

        /**
         * Constructs a new LearningTrace.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.LearningTrace.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LearningTrace name. */
        name: string;

        /** LearningTrace impulse. */
        impulse: number;

        /** LearningTrace tauSteps. */
        tauSteps: number;

        /**
         * Encodes the specified LearningTrace message. Does not implicitly {@link loom.LearningTrace.verify|verify} messages.
         * @param message LearningTrace message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.LearningTrace.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LearningTrace message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.LearningTrace & loom.LearningTrace.$Shape} LearningTrace
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.LearningTrace & loom.LearningTrace.$Shape;
    }

    namespace LearningTrace {

        /** Properties of a LearningTrace. */
        interface $Properties {

            /** LearningTrace name */
            name?: (string|null);

            /** LearningTrace impulse */
            impulse?: (number|null);

            /** LearningTrace tauSteps */
            tauSteps?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LearningTrace. */
        type $Shape = loom.LearningTrace.$Properties;
    }

    /**
     * Properties of an Assumption.
     * @deprecated Use loom.Assumption.$Properties instead.
     */
    interface IAssumption extends loom.Assumption.$Properties {
    }

    /** Represents an Assumption. */
    class Assumption {

        /**
         * Constructs a new Assumption.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Assumption.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Assumption code. */
        code: string;

        /** Assumption text. */
        text: string;

        /**
         * Encodes the specified Assumption message. Does not implicitly {@link loom.Assumption.verify|verify} messages.
         * @param message Assumption message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Assumption.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Assumption message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Assumption & loom.Assumption.$Shape} Assumption
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Assumption & loom.Assumption.$Shape;
    }

    namespace Assumption {

        /** Properties of an Assumption. */
        interface $Properties {

            /** Assumption code */
            code?: (string|null);

            /** Assumption text */
            text?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Assumption. */
        type $Shape = loom.Assumption.$Properties;
    }

    /**
     * Properties of an Inputs.
     * @deprecated Use loom.Inputs.$Properties instead.
     */
    interface IInputs extends loom.Inputs.$Properties {
    }

    /** Represents an Inputs. */
    class Inputs {

        /**
         * Constructs a new Inputs.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Inputs.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Inputs population. */
        population: number;

        /** Inputs offsets. */
        offsets: Uint8Array;

        /** Inputs cores. */
        cores: Uint8Array;

        /** Inputs axons. */
        axons: Uint8Array;

        /**
         * Encodes the specified Inputs message. Does not implicitly {@link loom.Inputs.verify|verify} messages.
         * @param message Inputs message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Inputs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Inputs message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Inputs & loom.Inputs.$Shape} Inputs
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Inputs & loom.Inputs.$Shape;
    }

    namespace Inputs {

        /** Properties of an Inputs. */
        interface $Properties {

            /** Inputs population */
            population?: (number|null);

            /** Inputs offsets */
            offsets?: (Uint8Array|null);

            /** Inputs cores */
            cores?: (Uint8Array|null);

            /** Inputs axons */
            axons?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Inputs. */
        type $Shape = loom.Inputs.$Properties;
    }

    /**
     * Properties of a Core.
     * @deprecated Use loom.Core.$Properties instead.
     */
    interface ICore extends loom.Core.$Properties {
    }

    /** Represents a Core. */
    class Core {

        /**
         * Constructs a new Core.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Core.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Core core. */
        core: number;

        /** Core slices. */
        slices: loom.Slice.$Properties[];

        /** Core neurons. */
        neurons: Uint8Array;

        /** Core ports. */
        ports: loom.Port.$Properties[];

        /** Core axonSources. */
        axonSources: Uint8Array;

        /** Core groups. */
        groups: loom.Group.$Properties[];

        /** Core blocks. */
        blocks: loom.Block.$Properties[];

        /** Core routeOffsets. */
        routeOffsets: Uint8Array;

        /** Core routeCores. */
        routeCores: Uint8Array;

        /** Core routeAxons. */
        routeAxons: Uint8Array;

        /** Core use. */
        use?: (loom.Use.$Properties|null);

        /**
         * Encodes the specified Core message. Does not implicitly {@link loom.Core.verify|verify} messages.
         * @param message Core message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Core.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Core message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Core & loom.Core.$Shape} Core
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Core & loom.Core.$Shape;
    }

    namespace Core {

        /** Properties of a Core. */
        interface $Properties {

            /** Core core */
            core?: (number|null);

            /** Core slices */
            slices?: (loom.Slice.$Properties[]|null);

            /** Core neurons */
            neurons?: (Uint8Array|null);

            /** Core ports */
            ports?: (loom.Port.$Properties[]|null);

            /** Core axonSources */
            axonSources?: (Uint8Array|null);

            /** Core groups */
            groups?: (loom.Group.$Properties[]|null);

            /** Core blocks */
            blocks?: (loom.Block.$Properties[]|null);

            /** Core routeOffsets */
            routeOffsets?: (Uint8Array|null);

            /** Core routeCores */
            routeCores?: (Uint8Array|null);

            /** Core routeAxons */
            routeAxons?: (Uint8Array|null);

            /** Core use */
            use?: (loom.Use.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Core. */
        type $Shape = {
          core?: number|null;
          slices?: loom.Slice.$Shape[]|null;
          neurons?: Uint8Array|null;
          ports?: loom.Port.$Shape[]|null;
          axonSources?: Uint8Array|null;
          groups?: loom.Group.$Shape[]|null;
          blocks?: loom.Block.$Shape[]|null;
          routeOffsets?: Uint8Array|null;
          routeCores?: Uint8Array|null;
          routeAxons?: Uint8Array|null;
          use?: loom.Use.$Shape|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of a Slice.
     * @deprecated Use loom.Slice.$Properties instead.
     */
    interface ISlice extends loom.Slice.$Properties {
    }

    /** Represents a Slice. */
    class Slice {

        /**
         * Constructs a new Slice.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Slice.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Slice population. */
        population: number;

        /** Slice slotBegin. */
        slotBegin: number;

        /** Slice slotEnd. */
        slotEnd: number;

        /** Slice startStep. */
        startStep: number;

        /** Slice neuron. */
        neuron: string;

        /** Slice registers. */
        registers: loom.RegisterColumn.$Properties[];

        /**
         * Encodes the specified Slice message. Does not implicitly {@link loom.Slice.verify|verify} messages.
         * @param message Slice message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Slice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Slice message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Slice & loom.Slice.$Shape} Slice
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Slice & loom.Slice.$Shape;
    }

    namespace Slice {

        /** Properties of a Slice. */
        interface $Properties {

            /** Slice population */
            population?: (number|null);

            /** Slice slotBegin */
            slotBegin?: (number|null);

            /** Slice slotEnd */
            slotEnd?: (number|null);

            /** Slice startStep */
            startStep?: (number|null);

            /** Slice neuron */
            neuron?: (string|null);

            /** Slice registers */
            registers?: (loom.RegisterColumn.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Slice. */
        type $Shape = loom.Slice.$Properties;
    }

    /**
     * Properties of a RegisterColumn.
     * @deprecated Use loom.RegisterColumn.$Properties instead.
     */
    interface IRegisterColumn extends loom.RegisterColumn.$Properties {
    }

    /** Represents a RegisterColumn. */
    class RegisterColumn {

        /**
         * Constructs a new RegisterColumn.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.RegisterColumn.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RegisterColumn name. */
        name: string;

        /** RegisterColumn value. */
        value?: (number|null);

        /** RegisterColumn values. */
        values: Uint8Array;

        /**
         * Encodes the specified RegisterColumn message. Does not implicitly {@link loom.RegisterColumn.verify|verify} messages.
         * @param message RegisterColumn message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.RegisterColumn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RegisterColumn message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.RegisterColumn & loom.RegisterColumn.$Shape} RegisterColumn
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.RegisterColumn & loom.RegisterColumn.$Shape;
    }

    namespace RegisterColumn {

        /** Properties of a RegisterColumn. */
        interface $Properties {

            /** RegisterColumn name */
            name?: (string|null);

            /** RegisterColumn value */
            value?: (number|null);

            /** RegisterColumn values */
            values?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RegisterColumn. */
        type $Shape = loom.RegisterColumn.$Properties;
    }

    /**
     * Properties of a Port.
     * @deprecated Use loom.Port.$Properties instead.
     */
    interface IPort extends loom.Port.$Properties {
    }

    /** Represents a Port. */
    class Port {

        /**
         * Constructs a new Port.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Port.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Port population. */
        population: number;

        /** Port axonBegin. */
        axonBegin: number;

        /** Port axonEnd. */
        axonEnd: number;

        /** Port format. */
        format: string;

        /**
         * Encodes the specified Port message. Does not implicitly {@link loom.Port.verify|verify} messages.
         * @param message Port message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Port.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Port message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Port & loom.Port.$Shape} Port
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Port & loom.Port.$Shape;
    }

    namespace Port {

        /** Properties of a Port. */
        interface $Properties {

            /** Port population */
            population?: (number|null);

            /** Port axonBegin */
            axonBegin?: (number|null);

            /** Port axonEnd */
            axonEnd?: (number|null);

            /** Port format */
            format?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Port. */
        type $Shape = loom.Port.$Properties;
    }

    /**
     * Properties of a Group.
     * @deprecated Use loom.Group.$Properties instead.
     */
    interface IGroup extends loom.Group.$Properties {
    }

    /** Represents a Group. */
    class Group {

        /**
         * Constructs a new Group.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Group.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Group projection. */
        projection: number;

        /** Group slice. */
        slice: number;

        /** Group delaySteps. */
        delaySteps: number;

        /** Group weightExp. */
        weightExp: number;

        /** Group weightBits. */
        weightBits: number;

        /** Group signMode. */
        signMode: loom.SignMode;

        /** Group input. */
        input: number;

        /** Group sumBits. */
        sumBits: number;

        /**
         * Encodes the specified Group message. Does not implicitly {@link loom.Group.verify|verify} messages.
         * @param message Group message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Group.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Group message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Group & loom.Group.$Shape} Group
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Group & loom.Group.$Shape;
    }

    namespace Group {

        /** Properties of a Group. */
        interface $Properties {

            /** Group projection */
            projection?: (number|null);

            /** Group slice */
            slice?: (number|null);

            /** Group delaySteps */
            delaySteps?: (number|null);

            /** Group weightExp */
            weightExp?: (number|null);

            /** Group weightBits */
            weightBits?: (number|null);

            /** Group signMode */
            signMode?: (loom.SignMode|null);

            /** Group input */
            input?: (number|null);

            /** Group sumBits */
            sumBits?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Group. */
        type $Shape = loom.Group.$Properties;
    }

    /**
     * Properties of a Block.
     * @deprecated Use loom.Block.$Properties instead.
     */
    interface IBlock extends loom.Block.$Properties {
    }

    /** Represents a Block. */
    class Block {

        /**
         * Constructs a new Block.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Block.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Block port. */
        port: number;

        /** Block group. */
        group: number;

        /** Block dense. */
        dense?: (loom.Dense.$Properties|null);

        /** Block sparse. */
        sparse?: (loom.Sparse.$Properties|null);

        /** Block conv. */
        conv?: (loom.Conv.$Properties|null);

        /** Block synapses. */
        synapses?: ("dense"|"sparse"|"conv");

        /**
         * Encodes the specified Block message. Does not implicitly {@link loom.Block.verify|verify} messages.
         * @param message Block message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Block.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Block message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Block & loom.Block.$Shape} Block
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Block & loom.Block.$Shape;
    }

    namespace Block {

        /** Properties of a Block. */
        interface $Properties {

            /** Block port */
            port?: (number|null);

            /** Block group */
            group?: (number|null);

            /** Block dense */
            dense?: (loom.Dense.$Properties|null);

            /** Block sparse */
            sparse?: (loom.Sparse.$Properties|null);

            /** Block conv */
            conv?: (loom.Conv.$Properties|null);

            /** Block synapses */
            synapses?: ("dense"|"sparse"|"conv");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a Block. */
        type $Shape = {
          port?: number|null;
          group?: number|null;
          dense?: loom.Dense.$Shape|null;
          sparse?: loom.Sparse.$Shape|null;
          conv?: loom.Conv.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ synapses?: undefined; dense?: null; sparse?: null; conv?: null }|{ synapses?: "dense"; dense: loom.Dense.$Shape; sparse?: null; conv?: null }|{ synapses?: "sparse"; dense?: null; sparse: loom.Sparse.$Shape; conv?: null }|{ synapses?: "conv"; dense?: null; sparse?: null; conv: loom.Conv.$Shape })
        );
    }

    /**
     * Properties of a Dense.
     * @deprecated Use loom.Dense.$Properties instead.
     */
    interface IDense extends loom.Dense.$Properties {
    }

    /** Represents a Dense. */
    class Dense {

        /**
         * Constructs a new Dense.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Dense.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Dense width. */
        width: number;

        /** Dense weights. */
        weights: Uint8Array;

        /**
         * Encodes the specified Dense message. Does not implicitly {@link loom.Dense.verify|verify} messages.
         * @param message Dense message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Dense.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Dense message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Dense & loom.Dense.$Shape} Dense
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Dense & loom.Dense.$Shape;
    }

    namespace Dense {

        /** Properties of a Dense. */
        interface $Properties {

            /** Dense width */
            width?: (number|null);

            /** Dense weights */
            weights?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Dense. */
        type $Shape = loom.Dense.$Properties;
    }

    /**
     * Properties of a Sparse.
     * @deprecated Use loom.Sparse.$Properties instead.
     */
    interface ISparse extends loom.Sparse.$Properties {
    }

    /** Represents a Sparse. */
    class Sparse {

        /**
         * Constructs a new Sparse.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Sparse.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Sparse offsets. */
        offsets: Uint8Array;

        /** Sparse words. */
        words: Uint8Array;

        /**
         * Encodes the specified Sparse message. Does not implicitly {@link loom.Sparse.verify|verify} messages.
         * @param message Sparse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Sparse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Sparse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Sparse & loom.Sparse.$Shape} Sparse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Sparse & loom.Sparse.$Shape;
    }

    namespace Sparse {

        /** Properties of a Sparse. */
        interface $Properties {

            /** Sparse offsets */
            offsets?: (Uint8Array|null);

            /** Sparse words */
            words?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Sparse. */
        type $Shape = loom.Sparse.$Properties;
    }

    /**
     * Properties of a Conv.
     * @deprecated Use loom.Conv.$Properties instead.
     */
    interface IConv extends loom.Conv.$Properties {
    }

    /** Represents a Conv. */
    class Conv {

        /**
         * Constructs a new Conv.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Conv.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Conv geometry. */
        geometry: Uint8Array;

        /** Conv weights. */
        weights: Uint8Array;

        /**
         * Encodes the specified Conv message. Does not implicitly {@link loom.Conv.verify|verify} messages.
         * @param message Conv message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Conv.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Conv message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Conv & loom.Conv.$Shape} Conv
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Conv & loom.Conv.$Shape;
    }

    namespace Conv {

        /** Properties of a Conv. */
        interface $Properties {

            /** Conv geometry */
            geometry?: (Uint8Array|null);

            /** Conv weights */
            weights?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Conv. */
        type $Shape = loom.Conv.$Properties;
    }

    /**
     * Properties of a Use.
     * @deprecated Use loom.Use.$Properties instead.
     */
    interface IUse extends loom.Use.$Properties {
    }

    /** Represents a Use. */
    class Use {

        /**
         * Constructs a new Use.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Use.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Use compartments. */
        compartments: number;

        /** Use inputAxons. */
        inputAxons: number;

        /** Use outputAxons. */
        outputAxons: number;

        /** Use synapseMemoryBits. */
        synapseMemoryBits: number;

        /** Use compartmentProfiles. */
        compartmentProfiles: number;

        /** Use thresholdProfiles. */
        thresholdProfiles: number;

        /** Use voltageRanges. */
        voltageRanges: number;

        /** Use synapseFormats. */
        synapseFormats: number;

        /**
         * Encodes the specified Use message. Does not implicitly {@link loom.Use.verify|verify} messages.
         * @param message Use message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Use.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Use message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Use & loom.Use.$Shape} Use
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Use & loom.Use.$Shape;
    }

    namespace Use {

        /** Properties of a Use. */
        interface $Properties {

            /** Use compartments */
            compartments?: (number|null);

            /** Use inputAxons */
            inputAxons?: (number|null);

            /** Use outputAxons */
            outputAxons?: (number|null);

            /** Use synapseMemoryBits */
            synapseMemoryBits?: (number|null);

            /** Use compartmentProfiles */
            compartmentProfiles?: (number|null);

            /** Use thresholdProfiles */
            thresholdProfiles?: (number|null);

            /** Use voltageRanges */
            voltageRanges?: (number|null);

            /** Use synapseFormats */
            synapseFormats?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Use. */
        type $Shape = loom.Use.$Properties;
    }

    /**
     * Properties of a Run.
     * @deprecated Use loom.Run.$Properties instead.
     */
    interface IRun extends loom.Run.$Properties {
    }

    /** Represents a Run. */
    class Run {

        /**
         * Constructs a new Run.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Run.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Run pace. */
        pace: string;

        /** Run timing. */
        timing: string;

        /** Run resets. */
        resets: boolean;

        /** Run eventKinds. */
        eventKinds: string[];

        /** Run samples. */
        samples: loom.RunSample.$Properties[];

        /**
         * Encodes the specified Run message. Does not implicitly {@link loom.Run.verify|verify} messages.
         * @param message Run message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Run.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Run message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Run & loom.Run.$Shape} Run
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Run & loom.Run.$Shape;
    }

    namespace Run {

        /** Properties of a Run. */
        interface $Properties {

            /** Run pace */
            pace?: (string|null);

            /** Run timing */
            timing?: (string|null);

            /** Run resets */
            resets?: (boolean|null);

            /** Run eventKinds */
            eventKinds?: (string[]|null);

            /** Run samples */
            samples?: (loom.RunSample.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Run. */
        type $Shape = loom.Run.$Properties;
    }

    /**
     * Properties of a RunSample.
     * @deprecated Use loom.RunSample.$Properties instead.
     */
    interface IRunSample extends loom.RunSample.$Properties {
    }

    /** Represents a RunSample. */
    class RunSample {

        /**
         * Constructs a new RunSample.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.RunSample.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunSample sample. */
        sample: string;

        /** RunSample sections. */
        sections: number;

        /**
         * Encodes the specified RunSample message. Does not implicitly {@link loom.RunSample.verify|verify} messages.
         * @param message RunSample message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.RunSample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunSample message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.RunSample & loom.RunSample.$Shape} RunSample
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.RunSample & loom.RunSample.$Shape;
    }

    namespace RunSample {

        /** Properties of a RunSample. */
        interface $Properties {

            /** RunSample sample */
            sample?: (string|null);

            /** RunSample sections */
            sections?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunSample. */
        type $Shape = loom.RunSample.$Properties;
    }

    /**
     * Properties of a Sample.
     * @deprecated Use loom.Sample.$Properties instead.
     */
    interface ISample extends loom.Sample.$Properties {
    }

    /** Represents a Sample. */
    class Sample {

        /**
         * Constructs a new Sample.
         * @param [properties] Properties to set
         */
        constructor(properties?: loom.Sample.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Sample sample. */
        sample: string;

        /** Sample label. */
        label?: (number|null);

        /** Sample inputSteps. */
        inputSteps: number;

        /** Sample drainSteps. */
        drainSteps: number;

        /** Sample stepsRun. */
        stepsRun: number;

        /** Sample firstOutputStep. */
        firstOutputStep: number;

        /** Sample droppedEvents. */
        droppedEvents: number;

        /** Sample saturations. */
        saturations: number;

        /** Sample spikesByPopulation. */
        spikesByPopulation: Uint8Array;

        /** Sample outputCounts. */
        outputCounts: Uint8Array;

        /** Sample predictedByStep. */
        predictedByStep: Uint8Array;

        /** Sample stepPs. */
        stepPs: Uint8Array;

        /** Sample inputEvents. */
        inputEvents: Uint8Array;

        /** Sample hops. */
        hops: Uint8Array;

        /** Sample interCorePackets. */
        interCorePackets: Uint8Array;

        /** Sample countKeys. */
        countKeys: Uint8Array;

        /** Sample counts. */
        counts: Uint8Array;

        /** Sample packetPairs. */
        packetPairs: Uint8Array;

        /** Sample flights. */
        flights: Uint8Array;

        /** Sample populationCounts. */
        populationCounts: Uint8Array;

        /**
         * Encodes the specified Sample message. Does not implicitly {@link loom.Sample.verify|verify} messages.
         * @param message Sample message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: loom.Sample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Sample message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {loom.Sample & loom.Sample.$Shape} Sample
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): loom.Sample & loom.Sample.$Shape;
    }

    namespace Sample {

        /** Properties of a Sample. */
        interface $Properties {

            /** Sample sample */
            sample?: (string|null);

            /** Sample label */
            label?: (number|null);

            /** Sample inputSteps */
            inputSteps?: (number|null);

            /** Sample drainSteps */
            drainSteps?: (number|null);

            /** Sample stepsRun */
            stepsRun?: (number|null);

            /** Sample firstOutputStep */
            firstOutputStep?: (number|null);

            /** Sample droppedEvents */
            droppedEvents?: (number|null);

            /** Sample saturations */
            saturations?: (number|null);

            /** Sample spikesByPopulation */
            spikesByPopulation?: (Uint8Array|null);

            /** Sample outputCounts */
            outputCounts?: (Uint8Array|null);

            /** Sample predictedByStep */
            predictedByStep?: (Uint8Array|null);

            /** Sample stepPs */
            stepPs?: (Uint8Array|null);

            /** Sample inputEvents */
            inputEvents?: (Uint8Array|null);

            /** Sample hops */
            hops?: (Uint8Array|null);

            /** Sample interCorePackets */
            interCorePackets?: (Uint8Array|null);

            /** Sample countKeys */
            countKeys?: (Uint8Array|null);

            /** Sample counts */
            counts?: (Uint8Array|null);

            /** Sample packetPairs */
            packetPairs?: (Uint8Array|null);

            /** Sample flights */
            flights?: (Uint8Array|null);

            /** Sample populationCounts */
            populationCounts?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Sample. */
        type $Shape = loom.Sample.$Properties;
    }
}
