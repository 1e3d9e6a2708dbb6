// Gradient clipping, as torch.nn.utils.clip_grad_norm_ does it.

/** Shorten all gradients together, as one long list, to at most `longest`; return its length. */
export function clipGradients(grads, longest) {
  const arrays = Object.values(grads);
  let sum = 0;
  for (const array of arrays) for (const value of array) sum += value * value;
  const length = Math.sqrt(sum);
  if (length > longest)
    for (const array of arrays) for (let i = 0; i < array.length; i++) array[i] *= longest / length;
  return length;
}
