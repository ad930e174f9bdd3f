using System;
using AppServices.Mql.Paths;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>What an expansion of the document begins at.</summary>
internal enum DocumentPart
{
    Root,
    Previous,
    Field,
    PreviousField,
}

/// <summary>A value of the document, such as <c>%%root.owner</c>.</summary>
/// <param name="part">Where it begins.</param>
/// <param name="path">The path from there; null for the whole.</param>
internal sealed class DocumentValue(DocumentPart part, FieldPath? path) : RuleValue
{
    public DocumentPart Part => part;

    public FieldPath? Path => path;

    /// <summary>What the path begins at; null where there is nothing.</summary>
    public BsonValue? Start(in DocumentScope scope) => part switch
    {
        DocumentPart.Root => scope.Root,
        DocumentPart.Previous => scope.Previous,
        DocumentPart.Field => scope.Field,
        DocumentPart.PreviousField => scope.PreviousField,
        _ => throw new InvalidOperationException($"{part} is no part of a document."),
    };

    public override Evaluated Evaluate(in DocumentScope scope) =>
        new(path is null ? Start(scope) : MemberPath.Find(Start(scope), path.Parts));
}
