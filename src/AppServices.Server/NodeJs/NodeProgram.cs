using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace AppServices.Server.NodeJs;

/// <summary>The Node.js of this machine.</summary>
/// <param name="Path">The program.</param>
/// <param name="Version">Its version.</param>
/// <param name="PermissionFlags">What keeps a process from files and other programs, as this version calls it.</param>
internal sealed record NodeProgram(string Path, Version Version, IReadOnlyList<string> PermissionFlags)
{
    private const string Question =
        "const has = (flag) => process.allowedNodeEnvironmentFlags.has(flag);"
        + "console.log(JSON.stringify([process.versions.node, has('--permission'), has('--allow-net')]))";

    // Since then 'require' loads packages that are ES modules.
    private static readonly Version s_least = new(20, 19);
    private static readonly Version s_leastOf22 = new(22, 12);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks for it.</summary>
    /// <param name="path">The program; null to look where programs are.</param>
    /// <exception cref="NodeMissingException">There is none that can be used.</exception>
    public static NodeProgram Find(string? path)
    {
        string program = path ?? "node";
        try
        {
            string answer = Ask(program);
            if (JsonSerializer.Deserialize<JsonElement[]>(answer) is not [var number, var isStable, var hasNetwork])
                throw new NodeMissingException($"'{program}' is no Node.js");
            Version version = Version.Parse(number.GetString()!);
            if (version < s_least || version.Major == 21 || (version.Major == 22 && version < s_leastOf22))
                throw new NodeMissingException($"Node.js {s_least} or later is needed, or {s_leastOf22} of 22; '{program}' is {version}");
            return new NodeProgram(program, version, [
                isStable.GetBoolean() ? "--permission" : "--experimental-permission",
                .. hasNetwork.GetBoolean() ? (string[])["--allow-net"] : [],
            ]);
        }
        catch (Exception error) when (
            error is Win32Exception or IOException or JsonException or FormatException or InvalidOperationException)
        {
            throw new NodeMissingException(
                path is null ? "Node.js is not installed, or not on the PATH" : $"'{path}' cannot be started as Node.js", error);
        }
    }

    private static string Ask(string program)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add(Question);
        start.Environment.Remove("NODE_OPTIONS");
        using Process process = Process.Start(start) ?? throw new IOException("it did not start");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string answer = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(s_patience)) process.Kill();
        return answer.Split('\n').FirstOrDefault(line => line.StartsWith('[')) ?? throw new IOException("it does not answer");
    }
}

/// <summary>There is no Node.js that can be used; the message says why, without a full stop.</summary>
internal sealed class NodeMissingException(string message, Exception? inner = null) : Exception(message, inner);
