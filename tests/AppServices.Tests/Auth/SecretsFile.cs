using System;
using System.Linq;
using System.Text.Json;

namespace AppServices.Tests.Auth;

/// <summary>A file for <c>--secrets</c>.</summary>
internal sealed class SecretsFile : IDisposable
{
    public SecretsFile(params (string Name, string Value)[] secrets)
    {
        using System.IO.FileStream file = System.IO.File.Create(Path);
        JsonSerializer.Serialize(file, secrets.ToDictionary(secret => secret.Name, secret => secret.Value));
    }

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => System.IO.File.Delete(Path);
}
