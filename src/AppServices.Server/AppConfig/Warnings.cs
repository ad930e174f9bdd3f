using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using AppServices.Mql;

namespace AppServices.Server.AppConfig;

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
    public void Add(string path, string message) => _texts.Add(ConfigurationException.At(path, message + ".").Message);

    /// <summary>Reads a part of the folder. What is wrong in it is noted as an error, and keeps this part alone from being used.</summary>
    /// <param name="path">The part's file or folder.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(string path, Action read) => TryRead(path, read, out _);

    /// <inheritdoc cref="TryRead(string, Action)"/>
    /// <param name="path">The part's file or folder.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="problem">What is wrong. A secret that is missing is not noted: the part's item says so.</param>
    public bool TryRead(string path, Action read, [NotNullWhen(false)] out ConfigurationException? problem)
    {
        problem = Problem(path, read);
        if (problem is null) return true;
        if (problem is not MissingSecretException && !Errors.Contains(problem.Message)) Errors.Add(problem.Message);
        return false;
    }

    /// <summary>Reads a part of the folder, and says what is wrong in it; null for nothing.</summary>
    public static ConfigurationException? Problem(string path, Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (ConfigurationException error)
        {
            return error;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ConfigurationException.CannotRead(path, error);
        }
        catch (DocumentException error)
        {
            return ConfigurationException.At(path, error.Message);
        }
    }
}
