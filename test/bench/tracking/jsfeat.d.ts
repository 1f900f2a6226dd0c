/** The part of jsfeat that the comparison uses; the package has no types. */
declare module 'jsfeat' {
  namespace jsfeat {
    type Matrix = {
      cols: number
      rows: number
      /** Floating point for a model. */ data: Uint8Array
    }
    type Pyramid = {
      data: Matrix[]
      allocate(width: number, height: number, type: number): void
      build(from: Matrix, skipFirst: boolean): void
    }
    type Place = { x: number; y: number }
    type Corner = Place & { score: number; level: number; angle: number }
    const U8_t: number
    const F32_t: number
    const C1_t: number
    const pyramid_t: new (levels: number) => Pyramid
    const matrix_t: new (columns: number, rows: number, type: number) => Matrix
    const keypoint_t: new () => Corner
    const ransac_params_t: new (
      size: number,
      limit: number,
      outliers: number,
      sure: number,
    ) => object
    const fast_corners: {
      set_threshold(threshold: number): void
      detect(picture: Matrix, corners: Corner[], border: number): number
    }
    const optical_flow_lk: {
      track(
        from: Pyramid,
        to: Pyramid,
        points: Float32Array,
        found: Float32Array,
        count: number,
        window: number,
        steps: number,
        status: Uint8Array,
        epsilon: number,
        least: number,
      ): void
    }
    const motion_model: { homography2d: new () => object }
    const motion_estimator: {
      ransac(
        params: object,
        kernel: object,
        from: Place[],
        to: Place[],
        count: number,
        model: Matrix,
        mask: Matrix,
        most: number,
      ): boolean
    }
    const imgproc: {
      resample(from: Matrix, to: Matrix, width: number, height: number): void
      gaussian_blur(from: Matrix, to: Matrix, size: number): void
    }
    const orb: { describe(picture: Matrix, corners: Corner[], count: number, bits: Matrix): void }
  }
  export default jsfeat
}
