import { describeMatrix } from "../interop/describe-matrix.ts";
import { grpcMatrix } from "../interop/matrices.ts";

describeMatrix(grpcMatrix);
