using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using CsCheck;

namespace AppServices.Tests.Fuzzing;

/// <summary>Something that reads what callers send.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What an operation on one input may take, after which the target has to end it.</summary>
    public TimeSpan MaxTime { get; init; }

    /// <summary>The target's name in results.</summary>
    public abstract string Name { get; }

    /// <summary>How many of the inputs are for it, beside the others' shares.</summary>
    public virtual int Share => 10;

    /// <summary>What is accepted as it is.</summary>
    public abstract IEnumerable<string> Examples { get; }

    /// <summary>The bytes of an input.</summary>
    public static byte[] Bytes(string input)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(input);
        utf8.AsSpan().Replace((byte)Mutation.NoText, byte.MaxValue);
        return utf8;
    }

    /// <summary>Makes an input.</summary>
    public abstract string Generate(PCG pcg);

    /// <summary>Has an input read. What is not expected is thrown.</summary>
    /// <returns>Whether it was accepted; false when it was refused as is documented.</returns>
    public abstract ValueTask<bool> RunAsync(string input);
}
