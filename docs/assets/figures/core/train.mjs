// Full-batch training of a forecaster: windows in, the value after each of them out.

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8]; // PyTorch's choice

export class Trainer {
  /**
   * @param {import("./network.mjs").Network} network with batchSize windows
   * @param {ArrayLike<number>} x T·N·D numbers, step by step
   * @param {ArrayLike<number>} y N·O numbers
   * @param {{learningRate: number}} options
   */
  constructor(network, x, y, { learningRate }) {
    Object.assign(this, { network, x, y, learningRate });
    this.epochs = 0;
    this.moments = Object.entries(network.params).map(([name, weights]) => ({
      weights,
      grads: network.grads[name],
      mean: network.backend.alloc(weights.length),
      square: network.backend.alloc(weights.length),
    }));
    this.dy = Float64Array.from(y);
  }

  /**
   * Look at all windows once, and improve.
   * @returns {number} mean squared error before the update; not finite if training has diverged
   */
  epoch() {
    const { network, y, dy } = this;
    network.forward(this.x);
    const forecasts = network.read();
    let loss = 0;
    for (let i = 0; i < dy.length; i++) {
      const error = forecasts[i] - y[i];
      loss += error * error;
      dy[i] = (2 * error) / dy.length;
    }
    network.backward(dy);
    this.#update();
    return loss / dy.length;
  }

  #update() {
    this.epochs += 1;
    const rate = this.learningRate / (1 - BETA1 ** this.epochs);
    const root = Math.sqrt(1 - BETA2 ** this.epochs);
    for (const { weights, grads, mean, square } of this.moments)
      this.network.backend.adam(
        weights, grads, mean, square, weights.length, rate, root, BETA1, BETA2, EPSILON,
      );
  }
}
