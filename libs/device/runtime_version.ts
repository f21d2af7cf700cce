/** Version of ONNX Runtime Web in `package.json`: with another one, what was learned of WebGPU is learned anew. */
export const runtimeVersion = "1.30.0";
