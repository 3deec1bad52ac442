namespace CteFast.Kernels;

/// <summary>What is to be done with a kernel that is known only when the program runs: <see cref="KernelChoice.Invoke{TFunction, TResult}"/> calls it.</summary>
/// <typeparam name="TResult">What comes of it.</typeparam>
public interface IKernelFunction<out TResult>
{
    /// <summary>Does it, compiled for the kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    TResult Invoke<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel<float>;
}
