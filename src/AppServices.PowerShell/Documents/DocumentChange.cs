using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>Change events as views know them. Source: client-api 8.4.</summary>
internal static class DocumentChange
{
    public const string TypeName = "AppServices.AppDocumentChange";

    /// <summary>Gives an event the name of its type.</summary>
    public static object? Name(object? change)
    {
        if (change is PSObject document) document.TypeNames.Insert(0, TypeName);
        return change;
    }
}
