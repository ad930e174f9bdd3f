using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace AppServices.Documents;

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
