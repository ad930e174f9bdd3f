using System.Linq;
using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>Refuses a filter without fields where it would mean every document there is.</summary>
internal sealed class ValidateFieldsAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (!DocumentInput.Names(arguments).Any())
            throw new ValidationMetadataException("An empty filter matches every document. Use -All if that is meant.");
    }
}
