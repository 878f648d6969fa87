import { describeMatrix } from "./describe-matrix.ts";
import { protobufMatrix } from "./matrices.ts";

describeMatrix(protobufMatrix);
