using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Files;

/// <summary>
/// How far an import has come, in a file, so that another run goes on there. Documents that were on their way when a run ended may be
/// stored or not: they get the same ids again, so that those which are stored are found out.
/// </summary>
internal sealed class ImportCheckpoint
{
    private const int FormatVersion = 1;
    private const long IdsPerSecond = 0x100_0000;

    private readonly string _file;
    private readonly (string Source, long Length, string Collection) _import;

    private ImportCheckpoint(string file, (string, long, string) import, string seed, long done, long sent) =>
        (_file, _import, Seed, Done, Sent) = (file, import, seed, done, sent);

    /// <summary>How many documents from the beginning are dealt with.</summary>
    public long Done { get; private set; }

    /// <summary>Up to which document they may be stored.</summary>
    public long Sent { get; private set; }

    /// <summary>What ids are made of: 18 hexadecimal digits.</summary>
    public string Seed { get; }

    /// <summary>The state of an import: that of an earlier run, else a new one.</summary>
    /// <exception cref="CheckpointFileException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is of another import, or none.</exception>
    public static ImportCheckpoint Open(string file, string source, long length, string collection)
    {
        if (!File.Exists(file)) return new ImportCheckpoint(file, (source, length, collection), NewSeed(), 0, 0);
        try
        {
            using JsonDocument document = JsonDocument.Parse(Attempt(file, isRead: true, () => File.ReadAllBytes(file)));
            JsonElement root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != FormatVersion) throw new InvalidDataException($"'{file}' is of another version.");
            if (root.GetProperty("source").GetString() != source || root.GetProperty("length").GetInt64() != length
                || root.GetProperty("collection").GetString() != collection)
                throw new InvalidDataException($"'{file}' is the checkpoint of another import, or the file has changed since.");
            string seed = root.GetProperty("seed").GetString()!;
            if (seed.Length != 18 || !seed.All(Uri.IsHexDigit)) throw new InvalidDataException($"'{file}' is no checkpoint.");
            return new ImportCheckpoint(
                file, (source, length, collection), seed, root.GetProperty("done").GetInt64(), root.GetProperty("sent").GetInt64());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{file}' is no checkpoint.", error);
        }
    }

    /// <summary>The id of a document that has none, the same in every run.</summary>
    public ObjectId IdOf(long number)
    {
        uint seconds = Convert.ToUInt32(Seed.Substring(0, 8), 16);
        return new ObjectId(string.Format(
            CultureInfo.InvariantCulture, "{0:x8}{1}{2:x6}", seconds + (uint)(number / IdsPerSecond), Seed.Substring(8),
            number % IdsPerSecond));
    }

    /// <summary>Documents up to this one are about to be sent.</summary>
    /// <exception cref="CheckpointFileException">The file cannot be written.</exception>
    public void Sending(long number) => Save(Done, Math.Max(Sent, number));

    /// <summary>Documents up to this one are dealt with.</summary>
    /// <exception cref="CheckpointFileException">The file cannot be written.</exception>
    public void Finished(long number) => Save(number, Math.Max(Sent, number));

    /// <summary>The import is over, and nothing is left to go on with.</summary>
    /// <exception cref="CheckpointFileException">The file cannot be deleted.</exception>
    public void Delete() => Attempt(_file, isRead: false, () => File.Delete(_file));

    private static string NewSeed() =>
        $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}{Guid.NewGuid().ToString("N").Remove(10)}";

    private void Save(long done, long sent)
    {
        Attempt(_file, isRead: false, () =>
        {
            using var file = new OutputFile(_file, appends: false, isForced: false);
            using (var json = new Utf8JsonWriter(file.Stream))
            {
                json.WriteStartObject();
                json.WriteNumber("version", FormatVersion);
                json.WriteString("source", _import.Source);
                json.WriteNumber("length", _import.Length);
                json.WriteString("collection", _import.Collection);
                json.WriteString("seed", Seed);
                json.WriteNumber("done", done);
                json.WriteNumber("sent", sent);
                json.WriteEndObject();
            }
            file.Commit();
        });
        (Done, Sent) = (done, sent);
    }

    private static void Attempt(string file, bool isRead, Action operation) => Attempt(file, isRead, () =>
    {
        operation();
        return true;
    });

    private static T Attempt<T>(string file, bool isRead, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointFileException(file, isRead, error);
        }
    }
}

/// <summary>A checkpoint's own file cannot be read or written, which the file that is imported has no part in.</summary>
internal sealed class CheckpointFileException(string file, bool isRead, Exception error) : Exception(error.Message, error)
{
    /// <summary>The checkpoint's file.</summary>
    public string File { get; } = file;

    /// <summary>Whether it cannot be read.</summary>
    public bool IsRead { get; } = isRead;
}
