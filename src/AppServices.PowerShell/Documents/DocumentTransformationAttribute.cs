using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>Lets Extended JSON stand for a document, and refuses what is none before anything is sent.</summary>
internal sealed class DocumentTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToDocument(inputData);
}
