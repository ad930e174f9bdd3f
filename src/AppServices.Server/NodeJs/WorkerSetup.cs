using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>How workers of an app are started.</summary>
/// <param name="Program">Node.js.</param>
/// <param name="Channels">Where they ask.</param>
/// <param name="Folder">The folder of the packages, which they may read.</param>
/// <param name="AllowsNative">Whether packages may load native code.</param>
/// <param name="MemoryBytes">What a call may hold.</param>
/// <param name="App">Makes the frame that tells of the app.</param>
/// <param name="Logger">Where they are told of.</param>
internal sealed record WorkerSetup(
    NodeProgram Program, WorkerChannels Channels, string Folder, bool AllowsNative, long MemoryBytes, Func<BsonDocument> App,
    ILogger Logger)
{
    private const long ResidentBase = 100L * 1024 * 1024;

    /// <summary>What a worker may hold at most: what grows is there twice for a moment, and Node itself has some.</summary>
    public long MaxResidentBytes => MemoryBytes / 2 * 3 + ResidentBase;

    /// <summary>The script that a worker runs.</summary>
    public string Script => Path.Combine(Channels.Folder, "main.js");

    /// <summary>The flags that say what a worker may.</summary>
    public IEnumerable<string> Permissions()
    {
        string[] readable =
        [
            Path.Combine(Channels.Folder, "*"), Path.Combine(Folder, "*"), .. AllowsNative ? (string[])["/etc/alpine-release"] : [],
        ];
        return
        [
            .. Program.PermissionFlags,
            // Node 20 does not bear one twice.
            .. readable.Distinct(StringComparer.Ordinal).Select(path => $"--allow-fs-read={path}"),
            .. AllowsNative ? (string[])["--allow-addons"] : [],
        ];
    }
}

/// <summary>A folder of this process alone, with the scripts of workers and the sockets at which they ask.</summary>
internal sealed class WorkerChannels : IDisposable
{
    private const string Prefix = "worker/";

    // What both engines have.
    private const string Cloning = "clone.js";

    public WorkerChannels()
    {
        Folder = ResolveLinks(Directory.CreateTempSubdirectory("appservices-").FullName);
        Assembly assembly = typeof(WorkerChannels).Assembly;
        string[] names = assembly.GetManifestResourceNames();
        foreach (string name in names.Where(static name => name == Cloning || name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream script = assembly.GetManifestResourceStream(name)!;
            using FileStream file = File.Create(Path.Combine(Folder, Path.GetFileName(name)));
            script.CopyTo(file);
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Opens a channel for one worker.</summary>
    /// <returns>The channel, and its address.</returns>
    public (NamedPipeServerStream Pipe, string Address) Open()
    {
        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string path = OperatingSystem.IsWindows() ? $"appservices-{name}" : Path.Combine(Folder, name);
        var pipe = new NamedPipeServerStream(
            path, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        return (pipe, OperatingSystem.IsWindows() ? @"\\.\pipe\" + path : path);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // The system empties its folder for such files.
        }
    }

    /// <summary>The path without links: Node asks about those, and on some systems the folder of temporary files is one.</summary>
    public static string ResolveLinks(string path)
    {
        for (DirectoryInfo? part = new(path); part is not null; part = part.Parent)
        {
            if (part.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                return Path.GetFullPath(Path.GetRelativePath(part.FullName, path), target.FullName);
        }
        return path;
    }
}
