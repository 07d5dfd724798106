/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["loom"] || ($protobuf.roots["loom"] = {});

export const loom = $root.loom = (() => {

    const loom = {};

    loom.Header = (function() {

        const Header = function (properties) {
            this.populations = [];
            this.projections = [];
            this.assumptions = [];
            this.warnings = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Header.prototype.networkName = "";
        Header.prototype.sourceSha256 = "";
        Header.prototype.profileJson = "";
        Header.prototype.profileSha256 = "";
        Header.prototype.parameterSet = "";
        Header.prototype.arithmetic = "";
        Header.prototype.dtS = 0;
        Header.prototype.seed = "";
        Header.prototype.populations = $util.emptyArray;
        Header.prototype.projections = $util.emptyArray;
        Header.prototype.outputs = $util.newBuffer([]);
        Header.prototype.depth = 0;
        Header.prototype.chipsUsed = 0;
        Header.prototype.partitioner = "";
        Header.prototype.placer = "";
        Header.prototype.assumptions = $util.emptyArray;
        Header.prototype.warnings = $util.emptyArray;
        Header.prototype.inputPopulations = $util.newBuffer([]);
        Header.prototype.inputLagSteps = 0;
        Header.prototype.cores = $util.newBuffer([]);
        Header.prototype.analogTimeScale = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Header.prototype, "_analogTimeScale", {
            get: $util.oneOfGetter($oneOfFields = ["analogTimeScale"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Header.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.networkName != null && $Object.hasOwnProperty.call(message, "networkName") && message.networkName !== "")
                writer.uint32(10).string(message.networkName);
            if (message.sourceSha256 != null && $Object.hasOwnProperty.call(message, "sourceSha256") && message.sourceSha256 !== "")
                writer.uint32(18).string(message.sourceSha256);
            if (message.profileJson != null && $Object.hasOwnProperty.call(message, "profileJson") && message.profileJson !== "")
                writer.uint32(26).string(message.profileJson);
            if (message.profileSha256 != null && $Object.hasOwnProperty.call(message, "profileSha256") && message.profileSha256 !== "")
                writer.uint32(34).string(message.profileSha256);
            if (message.parameterSet != null && $Object.hasOwnProperty.call(message, "parameterSet") && message.parameterSet !== "")
                writer.uint32(42).string(message.parameterSet);
            if (message.arithmetic != null && $Object.hasOwnProperty.call(message, "arithmetic") && message.arithmetic !== "")
                writer.uint32(50).string(message.arithmetic);
            if (message.dtS != null && $Object.hasOwnProperty.call(message, "dtS") && !$Object.is(message.dtS, 0))
                writer.uint32(57).double(message.dtS);
            if (message.seed != null && $Object.hasOwnProperty.call(message, "seed") && message.seed !== "")
                writer.uint32(66).string(message.seed);
            if (message.populations != null && message.populations.length)
                for (let i = 0; i < message.populations.length; ++i)
                    $root.loom.Population.encode(message.populations[i], writer.uint32(74).fork(), _depth + 1).ldelim();
            if (message.projections != null && message.projections.length)
                for (let i = 0; i < message.projections.length; ++i)
                    $root.loom.Projection.encode(message.projections[i], writer.uint32(82).fork(), _depth + 1).ldelim();
            if (message.outputs != null && $Object.hasOwnProperty.call(message, "outputs") && message.outputs.length)
                writer.uint32(90).bytes(message.outputs);
            if (message.depth != null && $Object.hasOwnProperty.call(message, "depth") && message.depth !== 0)
                writer.uint32(96).uint32(message.depth);
            if (message.chipsUsed != null && $Object.hasOwnProperty.call(message, "chipsUsed") && message.chipsUsed !== 0)
                writer.uint32(104).uint32(message.chipsUsed);
            if (message.partitioner != null && $Object.hasOwnProperty.call(message, "partitioner") && message.partitioner !== "")
                writer.uint32(114).string(message.partitioner);
            if (message.placer != null && $Object.hasOwnProperty.call(message, "placer") && message.placer !== "")
                writer.uint32(122).string(message.placer);
            if (message.assumptions != null && message.assumptions.length)
                for (let i = 0; i < message.assumptions.length; ++i)
                    $root.loom.Assumption.encode(message.assumptions[i], writer.uint32(130).fork(), _depth + 1).ldelim();
            if (message.warnings != null && message.warnings.length)
                for (let i = 0; i < message.warnings.length; ++i)
                    writer.uint32(138).string(message.warnings[i]);
            if (message.inputPopulations != null && $Object.hasOwnProperty.call(message, "inputPopulations") && message.inputPopulations.length)
                writer.uint32(146).bytes(message.inputPopulations);
            if (message.cores != null && $Object.hasOwnProperty.call(message, "cores") && message.cores.length)
                writer.uint32(154).bytes(message.cores);
            if (message.inputLagSteps != null && $Object.hasOwnProperty.call(message, "inputLagSteps") && message.inputLagSteps !== 0)
                writer.uint32(160).uint32(message.inputLagSteps);
            if (message.analogTimeScale != null && $Object.hasOwnProperty.call(message, "analogTimeScale"))
                writer.uint32(169).double(message.analogTimeScale);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Header.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Header();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.networkName = value;
                        else
                            delete message.networkName;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sourceSha256 = value;
                        else
                            delete message.sourceSha256;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.profileJson = value;
                        else
                            delete message.profileJson;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.profileSha256 = value;
                        else
                            delete message.profileSha256;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.parameterSet = value;
                        else
                            delete message.parameterSet;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.arithmetic = value;
                        else
                            delete message.arithmetic;
                        continue;
                    }
                case 7: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.dtS = value;
                        else
                            delete message.dtS;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.seed = value;
                        else
                            delete message.seed;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.populations && message.populations.length))
                            message.populations = [];
                        message.populations.push($root.loom.Population.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.projections && message.projections.length))
                            message.projections = [];
                        message.projections.push($root.loom.Projection.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.outputs = value;
                        else
                            delete message.outputs;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.depth = value;
                        else
                            delete message.depth;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.chipsUsed = value;
                        else
                            delete message.chipsUsed;
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.partitioner = value;
                        else
                            delete message.partitioner;
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.placer = value;
                        else
                            delete message.placer;
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        if (!(message.assumptions && message.assumptions.length))
                            message.assumptions = [];
                        message.assumptions.push($root.loom.Assumption.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        if (!(message.warnings && message.warnings.length))
                            message.warnings = [];
                        message.warnings.push(reader.stringVerify());
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.inputPopulations = value;
                        else
                            delete message.inputPopulations;
                        continue;
                    }
                case 20: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.inputLagSteps = value;
                        else
                            delete message.inputLagSteps;
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.cores = value;
                        else
                            delete message.cores;
                        continue;
                    }
                case 21: {
                        if (wireType !== 1)
                            break;
                        message.analogTimeScale = reader.double();
                        message._analogTimeScale = "analogTimeScale";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Header;
    })();

    loom.Population = (function() {

        const Population = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Population.prototype.name = "";
        Population.prototype.shape = $util.newBuffer([]);
        Population.prototype.size = 0;
        Population.prototype.level = 0;
        Population.prototype.startStep = 0;
        Population.prototype.input = false;
        Population.prototype.output = false;
        Population.prototype.spiking = false;
        Population.prototype.scale = 0;
        Population.prototype.offset = 0;

        Population.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(10).string(message.name);
            if (message.shape != null && $Object.hasOwnProperty.call(message, "shape") && message.shape.length)
                writer.uint32(18).bytes(message.shape);
            if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                writer.uint32(24).uint32(message.size);
            if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                writer.uint32(32).uint32(message.level);
            if (message.startStep != null && $Object.hasOwnProperty.call(message, "startStep") && message.startStep !== 0)
                writer.uint32(40).uint32(message.startStep);
            if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input !== false)
                writer.uint32(48).bool(message.input);
            if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== false)
                writer.uint32(56).bool(message.output);
            if (message.spiking != null && $Object.hasOwnProperty.call(message, "spiking") && message.spiking !== false)
                writer.uint32(64).bool(message.spiking);
            if (message.scale != null && $Object.hasOwnProperty.call(message, "scale") && !$Object.is(message.scale, 0))
                writer.uint32(73).double(message.scale);
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && !$Object.is(message.offset, 0))
                writer.uint32(81).double(message.offset);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Population.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Population();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.shape = value;
                        else
                            delete message.shape;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.size = value;
                        else
                            delete message.size;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.level = value;
                        else
                            delete message.level;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.startStep = value;
                        else
                            delete message.startStep;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.input = value;
                        else
                            delete message.input;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.output = value;
                        else
                            delete message.output;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.spiking = value;
                        else
                            delete message.spiking;
                        continue;
                    }
                case 9: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.scale = value;
                        else
                            delete message.scale;
                        continue;
                    }
                case 10: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Population;
    })();

    loom.ConnectivityKind = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "DENSE"] = 0;
        values[valuesById[1] = "CONV"] = 1;
        values[valuesById[2] = "SPARSE"] = 2;
        values[valuesById[3] = "ONE_TO_ONE"] = 3;
        return values;
    })();

    loom.SignMode = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "MIXED"] = 0;
        values[valuesById[1] = "EXCITATORY"] = 1;
        values[valuesById[2] = "INHIBITORY"] = 2;
        return values;
    })();

    loom.Projection = (function() {

        const Projection = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Projection.prototype.name = "";
        Projection.prototype.pre = 0;
        Projection.prototype.post = 0;
        Projection.prototype.kind = 0;
        Projection.prototype.synapses = 0;
        Projection.prototype.weightExp = 0;
        Projection.prototype.weightBits = 0;
        Projection.prototype.signMode = 0;
        Projection.prototype.delaySteps = 0;
        Projection.prototype.scale = 0;
        Projection.prototype.clippedCount = 0;
        Projection.prototype.sqnrDb = null;
        Projection.prototype.maxAbsError = 0;
        Projection.prototype.learning = null;
        Projection.prototype.pricedAs = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Projection.prototype, "_sqnrDb", {
            get: $util.oneOfGetter($oneOfFields = ["sqnrDb"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Projection.prototype, "_pricedAs", {
            get: $util.oneOfGetter($oneOfFields = ["pricedAs"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Projection.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(10).string(message.name);
            if (message.pre != null && $Object.hasOwnProperty.call(message, "pre") && message.pre !== 0)
                writer.uint32(16).uint32(message.pre);
            if (message.post != null && $Object.hasOwnProperty.call(message, "post") && message.post !== 0)
                writer.uint32(24).uint32(message.post);
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                writer.uint32(32).int32(message.kind);
            if (message.synapses != null && $Object.hasOwnProperty.call(message, "synapses") && !$Object.is(message.synapses, 0))
                writer.uint32(41).double(message.synapses);
            if (message.weightExp != null && $Object.hasOwnProperty.call(message, "weightExp") && message.weightExp !== 0)
                writer.uint32(48).sint32(message.weightExp);
            if (message.weightBits != null && $Object.hasOwnProperty.call(message, "weightBits") && message.weightBits !== 0)
                writer.uint32(56).uint32(message.weightBits);
            if (message.signMode != null && $Object.hasOwnProperty.call(message, "signMode") && message.signMode !== 0)
                writer.uint32(64).int32(message.signMode);
            if (message.delaySteps != null && $Object.hasOwnProperty.call(message, "delaySteps") && message.delaySteps !== 0)
                writer.uint32(72).uint32(message.delaySteps);
            if (message.scale != null && $Object.hasOwnProperty.call(message, "scale") && !$Object.is(message.scale, 0))
                writer.uint32(81).double(message.scale);
            if (message.clippedCount != null && $Object.hasOwnProperty.call(message, "clippedCount") && !$Object.is(message.clippedCount, 0))
                writer.uint32(89).double(message.clippedCount);
            if (message.sqnrDb != null && $Object.hasOwnProperty.call(message, "sqnrDb"))
                writer.uint32(97).double(message.sqnrDb);
            if (message.maxAbsError != null && $Object.hasOwnProperty.call(message, "maxAbsError") && !$Object.is(message.maxAbsError, 0))
                writer.uint32(105).double(message.maxAbsError);
            if (message.learning != null && $Object.hasOwnProperty.call(message, "learning"))
                $root.loom.Learning.encode(message.learning, writer.uint32(114).fork(), _depth + 1).ldelim();
            if (message.pricedAs != null && $Object.hasOwnProperty.call(message, "pricedAs"))
                writer.uint32(120).int32(message.pricedAs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Projection.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Projection();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pre = value;
                        else
                            delete message.pre;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.post = value;
                        else
                            delete message.post;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.synapses = value;
                        else
                            delete message.synapses;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.sint32())
                            message.weightExp = value;
                        else
                            delete message.weightExp;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.weightBits = value;
                        else
                            delete message.weightBits;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.signMode = value;
                        else
                            delete message.signMode;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.delaySteps = value;
                        else
                            delete message.delaySteps;
                        continue;
                    }
                case 10: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.scale = value;
                        else
                            delete message.scale;
                        continue;
                    }
                case 11: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.clippedCount = value;
                        else
                            delete message.clippedCount;
                        continue;
                    }
                case 12: {
                        if (wireType !== 1)
                            break;
                        message.sqnrDb = reader.double();
                        message._sqnrDb = "sqnrDb";
                        continue;
                    }
                case 13: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.maxAbsError = value;
                        else
                            delete message.maxAbsError;
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.learning = $root.loom.Learning.decode(reader, reader.size(), $undefined, _depth + 1, message.learning);
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        message.pricedAs = reader.int32();
                        message._pricedAs = "pricedAs";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Projection;
    })();

    loom.Learning = (function() {

        const Learning = function (properties) {
            this.traces = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Learning.prototype.rule = "";
        Learning.prototype.epochSteps = 0;
        Learning.prototype.traces = $util.emptyArray;

        Learning.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.rule != null && $Object.hasOwnProperty.call(message, "rule") && message.rule !== "")
                writer.uint32(10).string(message.rule);
            if (message.epochSteps != null && $Object.hasOwnProperty.call(message, "epochSteps") && message.epochSteps !== 0)
                writer.uint32(16).uint32(message.epochSteps);
            if (message.traces != null && message.traces.length)
                for (let i = 0; i < message.traces.length; ++i)
                    $root.loom.LearningTrace.encode(message.traces[i], writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Learning.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Learning();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.rule = value;
                        else
                            delete message.rule;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.epochSteps = value;
                        else
                            delete message.epochSteps;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.traces && message.traces.length))
                            message.traces = [];
                        message.traces.push($root.loom.LearningTrace.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Learning;
    })();

    loom.LearningTrace = (function() {

        const LearningTrace = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LearningTrace.prototype.name = "";
        LearningTrace.prototype.impulse = 0;
        LearningTrace.prototype.tauSteps = 0;

        LearningTrace.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(10).string(message.name);
            if (message.impulse != null && $Object.hasOwnProperty.call(message, "impulse") && !$Object.is(message.impulse, 0))
                writer.uint32(17).double(message.impulse);
            if (message.tauSteps != null && $Object.hasOwnProperty.call(message, "tauSteps") && !$Object.is(message.tauSteps, 0))
                writer.uint32(25).double(message.tauSteps);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LearningTrace.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.LearningTrace();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.impulse = value;
                        else
                            delete message.impulse;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.tauSteps = value;
                        else
                            delete message.tauSteps;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LearningTrace;
    })();

    loom.Assumption = (function() {

        const Assumption = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Assumption.prototype.code = "";
        Assumption.prototype.text = "";

        Assumption.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                writer.uint32(10).string(message.code);
            if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                writer.uint32(18).string(message.text);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Assumption.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Assumption();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.text = value;
                        else
                            delete message.text;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Assumption;
    })();

    loom.Inputs = (function() {

        const Inputs = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Inputs.prototype.population = 0;
        Inputs.prototype.offsets = $util.newBuffer([]);
        Inputs.prototype.cores = $util.newBuffer([]);
        Inputs.prototype.axons = $util.newBuffer([]);

        Inputs.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.population != null && $Object.hasOwnProperty.call(message, "population") && message.population !== 0)
                writer.uint32(8).uint32(message.population);
            if (message.offsets != null && $Object.hasOwnProperty.call(message, "offsets") && message.offsets.length)
                writer.uint32(18).bytes(message.offsets);
            if (message.cores != null && $Object.hasOwnProperty.call(message, "cores") && message.cores.length)
                writer.uint32(26).bytes(message.cores);
            if (message.axons != null && $Object.hasOwnProperty.call(message, "axons") && message.axons.length)
                writer.uint32(34).bytes(message.axons);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Inputs.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Inputs();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.population = value;
                        else
                            delete message.population;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.offsets = value;
                        else
                            delete message.offsets;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.cores = value;
                        else
                            delete message.cores;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.axons = value;
                        else
                            delete message.axons;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Inputs;
    })();

    loom.Core = (function() {

        const Core = function (properties) {
            this.slices = [];
            this.ports = [];
            this.groups = [];
            this.blocks = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Core.prototype.core = 0;
        Core.prototype.slices = $util.emptyArray;
        Core.prototype.neurons = $util.newBuffer([]);
        Core.prototype.ports = $util.emptyArray;
        Core.prototype.axonSources = $util.newBuffer([]);
        Core.prototype.groups = $util.emptyArray;
        Core.prototype.blocks = $util.emptyArray;
        Core.prototype.routeOffsets = $util.newBuffer([]);
        Core.prototype.routeCores = $util.newBuffer([]);
        Core.prototype.routeAxons = $util.newBuffer([]);
        Core.prototype.use = null;

        Core.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.core != null && $Object.hasOwnProperty.call(message, "core") && message.core !== 0)
                writer.uint32(8).uint32(message.core);
            if (message.slices != null && message.slices.length)
                for (let i = 0; i < message.slices.length; ++i)
                    $root.loom.Slice.encode(message.slices[i], writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.neurons != null && $Object.hasOwnProperty.call(message, "neurons") && message.neurons.length)
                writer.uint32(26).bytes(message.neurons);
            if (message.ports != null && message.ports.length)
                for (let i = 0; i < message.ports.length; ++i)
                    $root.loom.Port.encode(message.ports[i], writer.uint32(42).fork(), _depth + 1).ldelim();
            if (message.axonSources != null && $Object.hasOwnProperty.call(message, "axonSources") && message.axonSources.length)
                writer.uint32(50).bytes(message.axonSources);
            if (message.groups != null && message.groups.length)
                for (let i = 0; i < message.groups.length; ++i)
                    $root.loom.Group.encode(message.groups[i], writer.uint32(58).fork(), _depth + 1).ldelim();
            if (message.blocks != null && message.blocks.length)
                for (let i = 0; i < message.blocks.length; ++i)
                    $root.loom.Block.encode(message.blocks[i], writer.uint32(66).fork(), _depth + 1).ldelim();
            if (message.routeOffsets != null && $Object.hasOwnProperty.call(message, "routeOffsets") && message.routeOffsets.length)
                writer.uint32(74).bytes(message.routeOffsets);
            if (message.routeCores != null && $Object.hasOwnProperty.call(message, "routeCores") && message.routeCores.length)
                writer.uint32(82).bytes(message.routeCores);
            if (message.routeAxons != null && $Object.hasOwnProperty.call(message, "routeAxons") && message.routeAxons.length)
                writer.uint32(90).bytes(message.routeAxons);
            if (message.use != null && $Object.hasOwnProperty.call(message, "use"))
                $root.loom.Use.encode(message.use, writer.uint32(98).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Core.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Core();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.core = value;
                        else
                            delete message.core;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.slices && message.slices.length))
                            message.slices = [];
                        message.slices.push($root.loom.Slice.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.neurons = value;
                        else
                            delete message.neurons;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.ports && message.ports.length))
                            message.ports = [];
                        message.ports.push($root.loom.Port.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.axonSources = value;
                        else
                            delete message.axonSources;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (!(message.groups && message.groups.length))
                            message.groups = [];
                        message.groups.push($root.loom.Group.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if (!(message.blocks && message.blocks.length))
                            message.blocks = [];
                        message.blocks.push($root.loom.Block.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.routeOffsets = value;
                        else
                            delete message.routeOffsets;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.routeCores = value;
                        else
                            delete message.routeCores;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.routeAxons = value;
                        else
                            delete message.routeAxons;
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.use = $root.loom.Use.decode(reader, reader.size(), $undefined, _depth + 1, message.use);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Core;
    })();

    loom.Slice = (function() {

        const Slice = function (properties) {
            this.registers = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Slice.prototype.population = 0;
        Slice.prototype.slotBegin = 0;
        Slice.prototype.slotEnd = 0;
        Slice.prototype.startStep = 0;
        Slice.prototype.neuron = "";
        Slice.prototype.registers = $util.emptyArray;

        Slice.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.population != null && $Object.hasOwnProperty.call(message, "population") && message.population !== 0)
                writer.uint32(8).uint32(message.population);
            if (message.slotBegin != null && $Object.hasOwnProperty.call(message, "slotBegin") && message.slotBegin !== 0)
                writer.uint32(16).uint32(message.slotBegin);
            if (message.slotEnd != null && $Object.hasOwnProperty.call(message, "slotEnd") && message.slotEnd !== 0)
                writer.uint32(24).uint32(message.slotEnd);
            if (message.startStep != null && $Object.hasOwnProperty.call(message, "startStep") && message.startStep !== 0)
                writer.uint32(32).uint32(message.startStep);
            if (message.neuron != null && $Object.hasOwnProperty.call(message, "neuron") && message.neuron !== "")
                writer.uint32(42).string(message.neuron);
            if (message.registers != null && message.registers.length)
                for (let i = 0; i < message.registers.length; ++i)
                    $root.loom.RegisterColumn.encode(message.registers[i], writer.uint32(50).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Slice.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Slice();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.population = value;
                        else
                            delete message.population;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.slotBegin = value;
                        else
                            delete message.slotBegin;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.slotEnd = value;
                        else
                            delete message.slotEnd;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.startStep = value;
                        else
                            delete message.startStep;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.neuron = value;
                        else
                            delete message.neuron;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (!(message.registers && message.registers.length))
                            message.registers = [];
                        message.registers.push($root.loom.RegisterColumn.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Slice;
    })();

    loom.RegisterColumn = (function() {

        const RegisterColumn = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RegisterColumn.prototype.name = "";
        RegisterColumn.prototype.value = null;
        RegisterColumn.prototype.values = $util.newBuffer([]);

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(RegisterColumn.prototype, "_value", {
            get: $util.oneOfGetter($oneOfFields = ["value"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        RegisterColumn.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(10).string(message.name);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                writer.uint32(16).sint32(message.value);
            if (message.values != null && $Object.hasOwnProperty.call(message, "values") && message.values.length)
                writer.uint32(26).bytes(message.values);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RegisterColumn.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.RegisterColumn();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.value = reader.sint32();
                        message._value = "value";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.values = value;
                        else
                            delete message.values;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RegisterColumn;
    })();

    loom.Port = (function() {

        const Port = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Port.prototype.population = 0;
        Port.prototype.axonBegin = 0;
        Port.prototype.axonEnd = 0;
        Port.prototype.format = "";

        Port.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.population != null && $Object.hasOwnProperty.call(message, "population") && message.population !== 0)
                writer.uint32(8).uint32(message.population);
            if (message.axonBegin != null && $Object.hasOwnProperty.call(message, "axonBegin") && message.axonBegin !== 0)
                writer.uint32(16).uint32(message.axonBegin);
            if (message.axonEnd != null && $Object.hasOwnProperty.call(message, "axonEnd") && message.axonEnd !== 0)
                writer.uint32(24).uint32(message.axonEnd);
            if (message.format != null && $Object.hasOwnProperty.call(message, "format") && message.format !== "")
                writer.uint32(34).string(message.format);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Port.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Port();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.population = value;
                        else
                            delete message.population;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.axonBegin = value;
                        else
                            delete message.axonBegin;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.axonEnd = value;
                        else
                            delete message.axonEnd;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.format = value;
                        else
                            delete message.format;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Port;
    })();

    loom.Group = (function() {

        const Group = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Group.prototype.projection = 0;
        Group.prototype.slice = 0;
        Group.prototype.delaySteps = 0;
        Group.prototype.weightExp = 0;
        Group.prototype.weightBits = 0;
        Group.prototype.signMode = 0;
        Group.prototype.input = 0;
        Group.prototype.sumBits = 0;

        Group.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.projection != null && $Object.hasOwnProperty.call(message, "projection") && message.projection !== 0)
                writer.uint32(8).uint32(message.projection);
            if (message.slice != null && $Object.hasOwnProperty.call(message, "slice") && message.slice !== 0)
                writer.uint32(16).uint32(message.slice);
            if (message.delaySteps != null && $Object.hasOwnProperty.call(message, "delaySteps") && message.delaySteps !== 0)
                writer.uint32(24).uint32(message.delaySteps);
            if (message.weightExp != null && $Object.hasOwnProperty.call(message, "weightExp") && message.weightExp !== 0)
                writer.uint32(32).sint32(message.weightExp);
            if (message.weightBits != null && $Object.hasOwnProperty.call(message, "weightBits") && message.weightBits !== 0)
                writer.uint32(40).uint32(message.weightBits);
            if (message.signMode != null && $Object.hasOwnProperty.call(message, "signMode") && message.signMode !== 0)
                writer.uint32(48).int32(message.signMode);
            if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input !== 0)
                writer.uint32(56).uint32(message.input);
            if (message.sumBits != null && $Object.hasOwnProperty.call(message, "sumBits") && message.sumBits !== 0)
                writer.uint32(64).uint32(message.sumBits);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Group.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Group();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.projection = value;
                        else
                            delete message.projection;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.slice = value;
                        else
                            delete message.slice;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.delaySteps = value;
                        else
                            delete message.delaySteps;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.sint32())
                            message.weightExp = value;
                        else
                            delete message.weightExp;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.weightBits = value;
                        else
                            delete message.weightBits;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.signMode = value;
                        else
                            delete message.signMode;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.input = value;
                        else
                            delete message.input;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.sumBits = value;
                        else
                            delete message.sumBits;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Group;
    })();

    loom.Block = (function() {

        const Block = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Block.prototype.port = 0;
        Block.prototype.group = 0;
        Block.prototype.dense = null;
        Block.prototype.sparse = null;
        Block.prototype.conv = null;

        let $oneOfFields;

        $Object.defineProperty(Block.prototype, "synapses", {
            get: $util.oneOfGetter($oneOfFields = ["dense", "sparse", "conv"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Block.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                writer.uint32(8).uint32(message.port);
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== 0)
                writer.uint32(16).uint32(message.group);
            if (message.dense != null && $Object.hasOwnProperty.call(message, "dense"))
                $root.loom.Dense.encode(message.dense, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.sparse != null && $Object.hasOwnProperty.call(message, "sparse"))
                $root.loom.Sparse.encode(message.sparse, writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.conv != null && $Object.hasOwnProperty.call(message, "conv"))
                $root.loom.Conv.encode(message.conv, writer.uint32(42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Block.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Block();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.port = value;
                        else
                            delete message.port;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.dense = $root.loom.Dense.decode(reader, reader.size(), $undefined, _depth + 1, message.dense);
                        message.synapses = "dense";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.sparse = $root.loom.Sparse.decode(reader, reader.size(), $undefined, _depth + 1, message.sparse);
                        message.synapses = "sparse";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.conv = $root.loom.Conv.decode(reader, reader.size(), $undefined, _depth + 1, message.conv);
                        message.synapses = "conv";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Block;
    })();

    loom.Dense = (function() {

        const Dense = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Dense.prototype.width = 0;
        Dense.prototype.weights = $util.newBuffer([]);

        Dense.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.width != null && $Object.hasOwnProperty.call(message, "width") && message.width !== 0)
                writer.uint32(8).uint32(message.width);
            if (message.weights != null && $Object.hasOwnProperty.call(message, "weights") && message.weights.length)
                writer.uint32(18).bytes(message.weights);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Dense.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Dense();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.width = value;
                        else
                            delete message.width;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.weights = value;
                        else
                            delete message.weights;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Dense;
    })();

    loom.Sparse = (function() {

        const Sparse = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Sparse.prototype.offsets = $util.newBuffer([]);
        Sparse.prototype.words = $util.newBuffer([]);

        Sparse.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.offsets != null && $Object.hasOwnProperty.call(message, "offsets") && message.offsets.length)
                writer.uint32(10).bytes(message.offsets);
            if (message.words != null && $Object.hasOwnProperty.call(message, "words") && message.words.length)
                writer.uint32(18).bytes(message.words);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Sparse.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Sparse();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.offsets = value;
                        else
                            delete message.offsets;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.words = value;
                        else
                            delete message.words;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Sparse;
    })();

    loom.Conv = (function() {

        const Conv = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Conv.prototype.geometry = $util.newBuffer([]);
        Conv.prototype.weights = $util.newBuffer([]);

        Conv.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.geometry != null && $Object.hasOwnProperty.call(message, "geometry") && message.geometry.length)
                writer.uint32(10).bytes(message.geometry);
            if (message.weights != null && $Object.hasOwnProperty.call(message, "weights") && message.weights.length)
                writer.uint32(18).bytes(message.weights);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Conv.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Conv();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.geometry = value;
                        else
                            delete message.geometry;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.weights = value;
                        else
                            delete message.weights;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Conv;
    })();

    loom.Use = (function() {

        const Use = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Use.prototype.compartments = 0;
        Use.prototype.inputAxons = 0;
        Use.prototype.outputAxons = 0;
        Use.prototype.synapseMemoryBits = 0;
        Use.prototype.compartmentProfiles = 0;
        Use.prototype.thresholdProfiles = 0;
        Use.prototype.voltageRanges = 0;
        Use.prototype.synapseFormats = 0;

        Use.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.compartments != null && $Object.hasOwnProperty.call(message, "compartments") && !$Object.is(message.compartments, 0))
                writer.uint32(9).double(message.compartments);
            if (message.inputAxons != null && $Object.hasOwnProperty.call(message, "inputAxons") && !$Object.is(message.inputAxons, 0))
                writer.uint32(17).double(message.inputAxons);
            if (message.outputAxons != null && $Object.hasOwnProperty.call(message, "outputAxons") && !$Object.is(message.outputAxons, 0))
                writer.uint32(25).double(message.outputAxons);
            if (message.synapseMemoryBits != null && $Object.hasOwnProperty.call(message, "synapseMemoryBits") && !$Object.is(message.synapseMemoryBits, 0))
                writer.uint32(33).double(message.synapseMemoryBits);
            if (message.compartmentProfiles != null && $Object.hasOwnProperty.call(message, "compartmentProfiles") && !$Object.is(message.compartmentProfiles, 0))
                writer.uint32(41).double(message.compartmentProfiles);
            if (message.thresholdProfiles != null && $Object.hasOwnProperty.call(message, "thresholdProfiles") && !$Object.is(message.thresholdProfiles, 0))
                writer.uint32(49).double(message.thresholdProfiles);
            if (message.voltageRanges != null && $Object.hasOwnProperty.call(message, "voltageRanges") && !$Object.is(message.voltageRanges, 0))
                writer.uint32(57).double(message.voltageRanges);
            if (message.synapseFormats != null && $Object.hasOwnProperty.call(message, "synapseFormats") && !$Object.is(message.synapseFormats, 0))
                writer.uint32(65).double(message.synapseFormats);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Use.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Use();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.compartments = value;
                        else
                            delete message.compartments;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.inputAxons = value;
                        else
                            delete message.inputAxons;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.outputAxons = value;
                        else
                            delete message.outputAxons;
                        continue;
                    }
                case 4: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.synapseMemoryBits = value;
                        else
                            delete message.synapseMemoryBits;
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.compartmentProfiles = value;
                        else
                            delete message.compartmentProfiles;
                        continue;
                    }
                case 6: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.thresholdProfiles = value;
                        else
                            delete message.thresholdProfiles;
                        continue;
                    }
                case 7: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.voltageRanges = value;
                        else
                            delete message.voltageRanges;
                        continue;
                    }
                case 8: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.synapseFormats = value;
                        else
                            delete message.synapseFormats;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Use;
    })();

    loom.Run = (function() {

        const Run = function (properties) {
            this.eventKinds = [];
            this.samples = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Run.prototype.pace = "";
        Run.prototype.timing = "";
        Run.prototype.resets = false;
        Run.prototype.eventKinds = $util.emptyArray;
        Run.prototype.samples = $util.emptyArray;

        Run.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pace != null && $Object.hasOwnProperty.call(message, "pace") && message.pace !== "")
                writer.uint32(10).string(message.pace);
            if (message.timing != null && $Object.hasOwnProperty.call(message, "timing") && message.timing !== "")
                writer.uint32(18).string(message.timing);
            if (message.resets != null && $Object.hasOwnProperty.call(message, "resets") && message.resets !== false)
                writer.uint32(24).bool(message.resets);
            if (message.eventKinds != null && message.eventKinds.length)
                for (let i = 0; i < message.eventKinds.length; ++i)
                    writer.uint32(34).string(message.eventKinds[i]);
            if (message.samples != null && message.samples.length)
                for (let i = 0; i < message.samples.length; ++i)
                    $root.loom.RunSample.encode(message.samples[i], writer.uint32(42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Run.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Run();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.pace = value;
                        else
                            delete message.pace;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.timing = value;
                        else
                            delete message.timing;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.resets = value;
                        else
                            delete message.resets;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.eventKinds && message.eventKinds.length))
                            message.eventKinds = [];
                        message.eventKinds.push(reader.stringVerify());
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.samples && message.samples.length))
                            message.samples = [];
                        message.samples.push($root.loom.RunSample.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Run;
    })();

    loom.RunSample = (function() {

        const RunSample = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RunSample.prototype.sample = "";
        RunSample.prototype.sections = 0;

        RunSample.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sample != null && $Object.hasOwnProperty.call(message, "sample") && message.sample !== "")
                writer.uint32(10).string(message.sample);
            if (message.sections != null && $Object.hasOwnProperty.call(message, "sections") && message.sections !== 0)
                writer.uint32(16).uint32(message.sections);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RunSample.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.RunSample();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sample = value;
                        else
                            delete message.sample;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.sections = value;
                        else
                            delete message.sections;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RunSample;
    })();

    loom.Sample = (function() {

        const Sample = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Sample.prototype.sample = "";
        Sample.prototype.label = null;
        Sample.prototype.inputSteps = 0;
        Sample.prototype.drainSteps = 0;
        Sample.prototype.stepsRun = 0;
        Sample.prototype.firstOutputStep = 0;
        Sample.prototype.droppedEvents = 0;
        Sample.prototype.saturations = 0;
        Sample.prototype.spikesByPopulation = $util.newBuffer([]);
        Sample.prototype.outputCounts = $util.newBuffer([]);
        Sample.prototype.predictedByStep = $util.newBuffer([]);
        Sample.prototype.stepPs = $util.newBuffer([]);
        Sample.prototype.inputEvents = $util.newBuffer([]);
        Sample.prototype.hops = $util.newBuffer([]);
        Sample.prototype.interCorePackets = $util.newBuffer([]);
        Sample.prototype.countKeys = $util.newBuffer([]);
        Sample.prototype.counts = $util.newBuffer([]);
        Sample.prototype.packetPairs = $util.newBuffer([]);
        Sample.prototype.flights = $util.newBuffer([]);
        Sample.prototype.populationCounts = $util.newBuffer([]);

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Sample.prototype, "_label", {
            get: $util.oneOfGetter($oneOfFields = ["label"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Sample.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sample != null && $Object.hasOwnProperty.call(message, "sample") && message.sample !== "")
                writer.uint32(10).string(message.sample);
            if (message.label != null && $Object.hasOwnProperty.call(message, "label"))
                writer.uint32(17).double(message.label);
            if (message.inputSteps != null && $Object.hasOwnProperty.call(message, "inputSteps") && message.inputSteps !== 0)
                writer.uint32(24).uint32(message.inputSteps);
            if (message.drainSteps != null && $Object.hasOwnProperty.call(message, "drainSteps") && message.drainSteps !== 0)
                writer.uint32(32).uint32(message.drainSteps);
            if (message.stepsRun != null && $Object.hasOwnProperty.call(message, "stepsRun") && message.stepsRun !== 0)
                writer.uint32(40).uint32(message.stepsRun);
            if (message.firstOutputStep != null && $Object.hasOwnProperty.call(message, "firstOutputStep") && message.firstOutputStep !== 0)
                writer.uint32(48).sint32(message.firstOutputStep);
            if (message.droppedEvents != null && $Object.hasOwnProperty.call(message, "droppedEvents") && !$Object.is(message.droppedEvents, 0))
                writer.uint32(57).double(message.droppedEvents);
            if (message.saturations != null && $Object.hasOwnProperty.call(message, "saturations") && !$Object.is(message.saturations, 0))
                writer.uint32(65).double(message.saturations);
            if (message.spikesByPopulation != null && $Object.hasOwnProperty.call(message, "spikesByPopulation") && message.spikesByPopulation.length)
                writer.uint32(74).bytes(message.spikesByPopulation);
            if (message.outputCounts != null && $Object.hasOwnProperty.call(message, "outputCounts") && message.outputCounts.length)
                writer.uint32(82).bytes(message.outputCounts);
            if (message.predictedByStep != null && $Object.hasOwnProperty.call(message, "predictedByStep") && message.predictedByStep.length)
                writer.uint32(90).bytes(message.predictedByStep);
            if (message.stepPs != null && $Object.hasOwnProperty.call(message, "stepPs") && message.stepPs.length)
                writer.uint32(98).bytes(message.stepPs);
            if (message.inputEvents != null && $Object.hasOwnProperty.call(message, "inputEvents") && message.inputEvents.length)
                writer.uint32(106).bytes(message.inputEvents);
            if (message.hops != null && $Object.hasOwnProperty.call(message, "hops") && message.hops.length)
                writer.uint32(114).bytes(message.hops);
            if (message.interCorePackets != null && $Object.hasOwnProperty.call(message, "interCorePackets") && message.interCorePackets.length)
                writer.uint32(122).bytes(message.interCorePackets);
            if (message.countKeys != null && $Object.hasOwnProperty.call(message, "countKeys") && message.countKeys.length)
                writer.uint32(130).bytes(message.countKeys);
            if (message.counts != null && $Object.hasOwnProperty.call(message, "counts") && message.counts.length)
                writer.uint32(138).bytes(message.counts);
            if (message.packetPairs != null && $Object.hasOwnProperty.call(message, "packetPairs") && message.packetPairs.length)
                writer.uint32(146).bytes(message.packetPairs);
            if (message.flights != null && $Object.hasOwnProperty.call(message, "flights") && message.flights.length)
                writer.uint32(154).bytes(message.flights);
            if (message.populationCounts != null && $Object.hasOwnProperty.call(message, "populationCounts") && message.populationCounts.length)
                writer.uint32(162).bytes(message.populationCounts);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Sample.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.loom.Sample();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sample = value;
                        else
                            delete message.sample;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        message.label = reader.double();
                        message._label = "label";
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.inputSteps = value;
                        else
                            delete message.inputSteps;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.drainSteps = value;
                        else
                            delete message.drainSteps;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.stepsRun = value;
                        else
                            delete message.stepsRun;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.sint32())
                            message.firstOutputStep = value;
                        else
                            delete message.firstOutputStep;
                        continue;
                    }
                case 7: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.droppedEvents = value;
                        else
                            delete message.droppedEvents;
                        continue;
                    }
                case 8: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.saturations = value;
                        else
                            delete message.saturations;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.spikesByPopulation = value;
                        else
                            delete message.spikesByPopulation;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.outputCounts = value;
                        else
                            delete message.outputCounts;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.predictedByStep = value;
                        else
                            delete message.predictedByStep;
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.stepPs = value;
                        else
                            delete message.stepPs;
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.inputEvents = value;
                        else
                            delete message.inputEvents;
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hops = value;
                        else
                            delete message.hops;
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.interCorePackets = value;
                        else
                            delete message.interCorePackets;
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.countKeys = value;
                        else
                            delete message.countKeys;
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.counts = value;
                        else
                            delete message.counts;
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.packetPairs = value;
                        else
                            delete message.packetPairs;
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.flights = value;
                        else
                            delete message.flights;
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.populationCounts = value;
                        else
                            delete message.populationCounts;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Sample;
    })();

    return loom;
})();

