using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>The options of a stage that have names, as in <c>{ $unwind: { path: ... } }</c>.</summary>
internal readonly struct StageOptions
{
    private readonly string _stage;
    private readonly BsonDocument _options;

    /// <param name="stage">The stage.</param>
    /// <param name="specification">Its specification, which must be a document.</param>
    /// <param name="notDocument">The number of the error that it is none.</param>
    /// <param name="unknown">The number of the error that there is another option.</param>
    /// <param name="known">The options it knows.</param>
    /// <exception cref="DocumentException">The specification is no document, or one with other options.</exception>
    public StageOptions(string stage, BsonValue specification, int notDocument, int unknown, params ReadOnlySpan<string> known)
    {
        _stage = stage;
        _options = specification as BsonDocument
            ?? throw DocumentException.Numbered(
                notDocument, $"the {stage} stage specification must be an object, but found {Types.Name(specification)}");
        foreach (string given in _options.Names)
            if (known.IndexOf(given) < 0) throw DocumentException.Numbered(unknown, $"unrecognized option to {stage} stage: '{given}'");
    }

    /// <returns>The option; null when it is not there.</returns>
    public BsonValue? Optional(string name) => _options.TryGetValue(name, out BsonValue value) ? value : null;

    /// <exception cref="DocumentException">The option is not there.</exception>
    public BsonValue Required(string name, int missing) =>
        Optional(name) ?? throw DocumentException.Numbered(missing, $"the {_stage} stage requires the option '{name}'");
}
