using System.Collections;
using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>As <see cref="DocumentTransformationAttribute"/>, for a document whose order of fields decides.</summary>
internal sealed class SortTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        DocumentInput.ToDocument(inputData) is var document and not Hashtable { Count: > 1 } ? document : throw new ArgumentTransformationMetadataException(
            "A hashtable does not keep the order of its fields, which decides here. Use [ordered]@{...} or Extended JSON.");
}
