using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>Lets Extended JSON stand for a document, and refuses what is none before anything is sent.</summary>
internal sealed class DocumentTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToDocument(inputData);
}

/// <summary>As <see cref="DocumentTransformationAttribute"/>, for any number of documents.</summary>
internal sealed class DocumentListTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToDocuments(inputData);
}

/// <summary>As <see cref="DocumentTransformationAttribute"/>, for a document whose order of fields decides.</summary>
internal sealed class SortTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        DocumentInput.ToDocument(inputData) is var document and not Hashtable { Count: > 1 }
            ? document
            : throw new ArgumentTransformationMetadataException(
                "A hashtable does not keep the order of its fields, which decides here. Use [ordered]@{...} or Extended JSON.");
}

/// <summary>
/// Takes an update document, or the stages of an update pipeline. A document without operators is refused: the service would
/// replace the whole document by it.
/// </summary>
internal sealed class UpdateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = DocumentInput.Unwrap(inputData);
        bool isPipeline = given is string text ? text.TrimStart() is ['[', ..] : given is IEnumerable and not IDictionary;
        if (isPipeline) return DocumentInput.ToDocuments(given);
        object update = DocumentInput.ToDocument(given);
        string[] names = DocumentInput.Names(update).ToArray();
        if (names.Length > 0 && names.All(name => name is ['$', ..])) return update;
        throw new ArgumentTransformationMetadataException(
            "An update consists of operators, as in @{ '$set' = @{ price = 3 } }. To replace a whole document, use Set-AppDocument.");
    }
}

/// <summary>Refuses a filter without fields where it would mean every document there is.</summary>
internal sealed class ValidateFieldsAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (!DocumentInput.Names(arguments).Any())
            throw new ValidationMetadataException("An empty filter matches every document. Use -All if that is meant.");
    }
}
