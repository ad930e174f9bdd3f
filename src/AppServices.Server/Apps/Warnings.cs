using System.Collections.Generic;

namespace AppServices.Server.Apps;

/// <summary>What in an app folder has no effect, or not the one that it seems to have; the log shows it at start.</summary>
internal sealed class Warnings
{
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>What is wrong, and closed therefore, though the rest of the app can be served.</summary>
    public List<string> Errors { get; } = [];

    /// <param name="place">The value that the warning is about.</param>
    /// <param name="message">A sentence without its full stop.</param>
    public void Add(ConfigFile place, string message) => _texts.Add(place.Wrong(message).Message);

    /// <param name="path">The file or folder that the warning is about.</param>
    /// <param name="message">A sentence without its full stop.</param>
    public void Add(string path, string message) => _texts.Add(AppFolderException.At(path, message + ".").Message);
}
