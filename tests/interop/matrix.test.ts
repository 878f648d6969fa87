import { describeMatrix } from "./describe-matrix.ts";
import { thriftMatrix } from "./matrices.ts";

describeMatrix(thriftMatrix);
