using System.Management.Automation;

namespace AppServices.Values;

/// <summary>
/// Says whose a document is, since a command may get those of several users. It is for the reader: where the document is sent back,
/// it is left out.
/// </summary>
/// <param name="userId">The service's id of the user.</param>
internal sealed class OwnerProperty(string userId) : PSNoteProperty(PropertyName, userId)
{
    private const string PropertyName = "UserId";

    /// <summary>Adds the owner to a document, unless that has a field of the name.</summary>
    public static object? Mark(object? document, AppUser user)
    {
        if (document is PSObject { Properties: var properties } && properties[PropertyName] is null)
            properties.Add(new OwnerProperty(user.Id), preValidated: true);
        return document;
    }

    /// <summary>Keeps what it is in copies of the document.</summary>
    public override PSMemberInfo Copy() => new OwnerProperty((string)Value);
}
