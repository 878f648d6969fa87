import * as $protobuf from "protobufjs";
import Long = require("long");

export namespace bench {

    interface IEchoRequest extends bench.EchoRequest.$Properties {
    }

    class EchoRequest {
        constructor(properties?: bench.EchoRequest.$Properties);
        $unknowns?: Uint8Array[];
        message: string;
        static create(properties: bench.EchoRequest.$Shape): bench.EchoRequest & bench.EchoRequest.$Shape;
        static create(properties?: bench.EchoRequest.$Properties): bench.EchoRequest;
        static encode(message: bench.EchoRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.EchoRequest & bench.EchoRequest.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace EchoRequest {
        interface $Properties {
            message?: (string|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.EchoRequest.$Properties;
    }

    interface IEchoResponse extends bench.EchoResponse.$Properties {
    }

    class EchoResponse {
        constructor(properties?: bench.EchoResponse.$Properties);
        $unknowns?: Uint8Array[];
        message: string;
        static create(properties: bench.EchoResponse.$Shape): bench.EchoResponse & bench.EchoResponse.$Shape;
        static create(properties?: bench.EchoResponse.$Properties): bench.EchoResponse;
        static encode(message: bench.EchoResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.EchoResponse & bench.EchoResponse.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace EchoResponse {
        interface $Properties {
            message?: (string|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.EchoResponse.$Properties;
    }

    interface ISubMessage extends bench.SubMessage.$Properties {
    }

    class SubMessage {
        constructor(properties?: bench.SubMessage.$Properties);
        $unknowns?: Uint8Array[];
        id?: (number|Long|null);
        value?: (string|null);
        static create(properties: bench.SubMessage.$Shape): bench.SubMessage & bench.SubMessage.$Shape;
        static create(properties?: bench.SubMessage.$Properties): bench.SubMessage;
        static encode(message: bench.SubMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.SubMessage & bench.SubMessage.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace SubMessage {
        interface $Properties {
            id?: (number|Long|null);
            value?: (string|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.SubMessage.$Properties;
    }

    interface IMessage extends bench.Message.$Properties {
    }

    class Message {
        constructor(properties?: bench.Message.$Properties);
        $unknowns?: Uint8Array[];
        id?: (number|Long|null);
        value?: (string|null);
        subMessages: bench.SubMessage.$Properties[];
        static create(properties: bench.Message.$Shape): bench.Message & bench.Message.$Shape;
        static create(properties?: bench.Message.$Properties): bench.Message;
        static encode(message: bench.Message.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Message & bench.Message.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace Message {
        interface $Properties {
            id?: (number|Long|null);
            value?: (string|null);
            subMessages?: (bench.SubMessage.$Properties[]|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.Message.$Properties;
    }

    interface INested extends bench.Nested.$Properties {
    }

    class Nested {
        constructor(properties?: bench.Nested.$Properties);
        $unknowns?: Uint8Array[];
        action: string;
        msg: string;
        msgMap: { [k: string]: bench.SubMessage.$Properties };
        subMsgs: bench.SubMessage.$Properties[];
        msgSet: bench.Message.$Properties[];
        flagMsg?: (bench.Message.$Properties|null);
        static create(properties: bench.Nested.$Shape): bench.Nested & bench.Nested.$Shape;
        static create(properties?: bench.Nested.$Properties): bench.Nested;
        static encode(message: bench.Nested.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Nested & bench.Nested.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace Nested {
        interface $Properties {
            action?: (string|null);
            msg?: (string|null);
            msgMap?: ({ [k: string]: bench.SubMessage.$Properties }|null);
            subMsgs?: (bench.SubMessage.$Properties[]|null);
            msgSet?: (bench.Message.$Properties[]|null);
            flagMsg?: (bench.Message.$Properties|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.Nested.$Properties;
    }

    interface IStreamRequest extends bench.StreamRequest.$Properties {
    }

    class StreamRequest {
        constructor(properties?: bench.StreamRequest.$Properties);
        $unknowns?: Uint8Array[];
        messages: number;
        bytes: number;
        static create(properties: bench.StreamRequest.$Shape): bench.StreamRequest & bench.StreamRequest.$Shape;
        static create(properties?: bench.StreamRequest.$Properties): bench.StreamRequest;
        static encode(message: bench.StreamRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.StreamRequest & bench.StreamRequest.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace StreamRequest {
        interface $Properties {
            messages?: (number|null);
            bytes?: (number|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.StreamRequest.$Properties;
    }

    interface IStreamMessage extends bench.StreamMessage.$Properties {
    }

    class StreamMessage {
        constructor(properties?: bench.StreamMessage.$Properties);
        $unknowns?: Uint8Array[];
        message: string;
        static create(properties: bench.StreamMessage.$Shape): bench.StreamMessage & bench.StreamMessage.$Shape;
        static create(properties?: bench.StreamMessage.$Properties): bench.StreamMessage;
        static encode(message: bench.StreamMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.StreamMessage & bench.StreamMessage.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace StreamMessage {
        interface $Properties {
            message?: (string|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.StreamMessage.$Properties;
    }

    interface IStreamTotal extends bench.StreamTotal.$Properties {
    }

    class StreamTotal {
        constructor(properties?: bench.StreamTotal.$Properties);
        $unknowns?: Uint8Array[];
        messages: number;
        static create(properties: bench.StreamTotal.$Shape): bench.StreamTotal & bench.StreamTotal.$Shape;
        static create(properties?: bench.StreamTotal.$Properties): bench.StreamTotal;
        static encode(message: bench.StreamTotal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.StreamTotal & bench.StreamTotal.$Shape;
        static getTypeUrl(prefix?: string): string;
    }

    namespace StreamTotal {
        interface $Properties {
            messages?: (number|null);
            $unknowns?: Uint8Array[];
        }
        type $Shape = bench.StreamTotal.$Properties;
    }
}
