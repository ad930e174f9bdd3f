using System;
using System.Buffers;

namespace AppServices.Ejson;

/// <summary>Collects written bytes in a rented array, which goes back when the buffer is disposed of, wiped.</summary>
internal sealed class Utf8Buffer : IBufferWriter<byte>, IDisposable
{
    public byte[] Array { get; private set; } = ArrayPool<byte>.Shared.Rent(1024);

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => Array.AsSpan(0, Count);

    public void Advance(int count) => Count += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return Array.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return Array.AsSpan(Count);
    }

    /// <summary>Takes back what was written after a point.</summary>
    public void Truncate(int count)
    {
        Array.AsSpan(count, Count - count).Clear();
        Count = count;
    }

    public void Dispose()
    {
        Array.AsSpan(0, Count).Clear();
        ArrayPool<byte>.Shared.Return(Array);
        (Array, Count) = ([], 0);
    }

    private void Ensure(int sizeHint)
    {
        if (Array.Length - Count < Math.Max(sizeHint, 1)) Grow(sizeHint);
    }

    private void Grow(int sizeHint)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Count + Math.Max(sizeHint, Count)));
        Array.AsSpan(0, Count).CopyTo(larger);
        Array.AsSpan(0, Count).Clear();
        ArrayPool<byte>.Shared.Return(Array);
        Array = larger;
    }
}
