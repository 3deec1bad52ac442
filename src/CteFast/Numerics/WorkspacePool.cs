namespace CteFast.Numerics;

/// <summary>Keeps the memory that calls work in for the next calls. It makes as many workspaces as calls ever run at the same time. Threads may share the pool.</summary>
internal sealed class WorkspacePool<T>(Func<T> create)
    where T : class
{
    private readonly Stack<T> _idle = new();

    /// <summary>A workspace that no other call uses; a new one if there is none.</summary>
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
