using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>As <see cref="DocumentTransformationAttribute"/>, for any number of documents.</summary>
internal sealed class DocumentListTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToDocuments(inputData);
}
