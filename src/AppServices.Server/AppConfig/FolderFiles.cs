using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace AppServices.Server.AppConfig;

/// <summary>The files of an app in a folder of this machine. What was asked of them is remembered, to find out what has changed.</summary>
internal sealed class FolderFiles(string folder) : IAppFiles
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    public string Root { get; } = Path.GetFullPath(folder);

    // A broken link is no missing file, but one that cannot be read.
    public bool Exists(string path) => Ask(
        $"exists {path}", () => Path.Exists(path) || new FileInfo(path).LinkTarget is not null, static given => given.ToString());

    public bool HasFolder(string path) => Ask($"folder {path}", () => Directory.Exists(path), static given => given.ToString());

    public byte[] Read(string path) => Ask(
        $"content {path}", () => File.ReadAllBytes(path), static content => Convert.ToHexString(SHA256.HashData(content)),
        () => Stamp(path));

    public IReadOnlyList<string> Files(string folder, string extension, bool below = false) => Ask(
        $"files {below} {extension} {folder}",
        () => Directory.EnumerateFiles(folder, "*" + extension, below ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Order(StringComparer.Ordinal).ToArray(),
        Join);

    public IReadOnlyList<string> Folders(string folder) => Ask(
        $"folders {folder}", () => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).ToArray(), Join);

    /// <summary>Whether anything that was asked would be answered in another way now.</summary>
    public bool HaveChanged() => _answers.Values.Any(answer => answer.HasChanged());

    /// <summary>Whether whoever has read other files has read the same.</summary>
    public bool AreSameAs(FolderFiles other) =>
        _answers.All(answer => other._answers.TryGetValue(answer.Key, out Answer? same) && same.Text == answer.Value.Text);

    // Null where it would not tell: a link does not change with its target, nor does a time with all that happens in a moment.
    private static string? Stamp(string path) =>
        new FileInfo(path) is { Exists: true, LinkTarget: null } file && file.LastWriteTimeUtc < DateTime.UtcNow - s_moment
            ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}"
            : null;

    // What packages consist of is no part of the app.
    private static string Join(string[] paths) =>
        string.Join('\n', paths.Where(static path => !path.Split(Path.DirectorySeparatorChar).Contains("node_modules")));

    private T Ask<T>(string question, Func<T> ask, Func<T, string> describe, Func<string?>? stamp = null)
    {
        var answer = new Answer(() => describe(ask()), stamp);
        _answers[question] = answer;
        T given = ask();
        answer.Text = describe(given);
        return given;
    }

    /// <summary>What was answered.</summary>
    /// <param name="ask">Asks once more.</param>
    /// <param name="stamp">What changes with the answer and is found out faster; null for nothing.</param>
    private sealed class Answer(Func<string> ask, Func<string?>? stamp)
    {
        // From before the answer, as what is read while it is written may change once more.
        private string? _stamp = stamp?.Invoke();

        /// <summary>The answer; null for an error.</summary>
        public string? Text { get; set; }

        public bool HasChanged()
        {
            string? now = stamp?.Invoke();
            if (now is not null && now == _stamp) return false;
            try
            {
                if (ask() != Text) return true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (Text is not null) return true;
            }
            _stamp = now;
            return false;
        }
    }
}
