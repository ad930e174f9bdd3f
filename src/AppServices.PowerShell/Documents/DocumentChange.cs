using System;
using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>Change events as views know them. Source: client-api 8.4.</summary>
internal static class DocumentChange
{
    public const string TypeName = "AppServices.AppDocumentChange";

    private static readonly string[] s_documents = ["fullDocument", "fullDocumentBeforeChange"];

    /// <summary>Gives an event the name of its type.</summary>
    public static object? Name(object? change)
    {
        if (change is PSObject document) document.TypeNames.Insert(0, TypeName);
        return change;
    }

    /// <summary>Replaces the documents in an event, as they are and as they were.</summary>
    public static object? With(Func<object?, object?> make, object? change)
    {
        if (change is PSObject document)
            foreach (string name in s_documents)
                if (document.Properties[name] is { Value: not null } field) field.Value = make(field.Value);
        return change;
    }
}
