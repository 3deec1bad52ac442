namespace CteFast.Numerics;

/// <summary>Memory that calls work in, kept for the next call. As many workspaces are made as calls run at a time; threads may share the pool.</summary>
internal sealed class WorkspacePool<T>(Func<T> create)
    where T : class
{
    private readonly Stack<T> _idle = new();

    /// <summary>A workspace nobody uses, new if need be.</summary>
    public T Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out T? workspace)) return workspace;
        }

        return create();
    }

    /// <summary>Gives a workspace back.</summary>
    public void Return(T workspace)
    {
        lock (_idle) _idle.Push(workspace);
    }
}
