using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Tests.RoundTrips;
using CsCheck;
using MongoDB.Bson;
using EjsonConvert = AppServices.Ejson.EjsonConvert;
using EjsonException = AppServices.Ejson.EjsonException;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>Reads Extended JSON. What was read can be written, and read again as the same.</summary>
internal abstract class EjsonTarget : FuzzTarget
{
    private readonly Mutation _texts = Mutation.Of([.. Samples.Ejson, .. CanonicalValues.Edges]);

    public sealed override IEnumerable<string> Examples => _texts.Examples;

    public sealed override string Generate(PCG pcg) => _texts.Generate(pcg, null, out _);

    public sealed override ValueTask<bool> RunAsync(string input)
    {
        if (Read(input) is not { } written) return new(false);
        string? again = Read(written);
        return again == written ? new(true) : throw new FuzzException($"'{Cut(written)}' was read, and then written as '{Cut(again)}'.");
    }

    /// <summary>The text of the value that a text has; null when it is refused.</summary>
    protected abstract string? Read(string text);

    private static string? Cut(string? text) => text is { Length: > 500 } ? text[..500] : text;
}

/// <summary>The server's reader and writers.</summary>
internal sealed class ServerEjsonTarget : EjsonTarget
{
    public override string Name => "ejson (server)";

    protected override string? Read(string text)
    {
        try
        {
            BsonValue value = EjsonReader.Parse(Bytes(text));
            RelaxedEjson.ToUtf8(value);
            return EjsonWriter.ToText(value);
        }
        catch (EjsonFormatException)
        {
            return null;
        }
    }
}

/// <summary>The client's reader and writer.</summary>
internal sealed class ClientEjsonTarget : EjsonTarget
{
    private readonly AppServices.Ejson.EjsonReader _reader = new();

    public override string Name => "ejson (client)";

    protected override string? Read(string text)
    {
        byte[] utf8 = Bytes(text);
        try
        {
            return EjsonConvert.Serialize(_reader.Read(utf8));
        }
        catch (EjsonException error) when (error.Path is not null && error.Offset >= 0 && error.Offset <= utf8.Length)
        {
            return null;
        }
    }
}
