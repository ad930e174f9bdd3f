using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>What updates are refused for.</summary>
internal static class UpdateErrors
{
    public static DocumentException EmptyName(string path) =>
        new(56, "EmptyFieldName", $"The update path '{path}' contains an empty field name, which is not allowed.");

    public static DocumentException DollarName(string name, string path) =>
        new(52, "DollarPrefixedFieldName", $"The dollar ($) prefixed field '{name}' in '{path}' is not allowed for storage.");

    /// <summary>Two parts of an update that are seen to meet as it is parsed.</summary>
    public static DocumentException WouldConflict(string path, string place) =>
        DocumentException.ConflictingUpdates($"Updating the path '{path}' would create a conflict at '{place}'");

    /// <summary>Two parts of an update that meet in a document, through arrays.</summary>
    public static DocumentException Conflict(string place) =>
        DocumentException.ConflictingUpdates($"Update created a conflict at '{place}'");

    public static DocumentException CannotCreate(string field, string holderName, BsonValue holder) =>
        DocumentException.PathNotViable($"Cannot create field '{field}' in element {{{holderName}: {ErrorText.Of(holder)}}}");

    public static DocumentException CannotTraverse(string field, string path, string holderName, BsonValue holder) =>
        DocumentException.PathNotViable(
            $"Cannot use the part ({field}) of ({path}) to traverse the element ({{{holderName}: {ErrorText.Of(holder)}}})");

    public static DocumentException NoArray(string path) =>
        DocumentException.BadValue($"The path '{path}' must exist in the document in order to apply array updates.");

    public static DocumentException AmbiguousField(string path) =>
        new(54, "NotSingleValueField", $"cannot infer query fields to set, path '{path}' is matched twice");

    public static DocumentException AmbiguousFields(string path, string outer) =>
        new(54, "NotSingleValueField", $"cannot infer query fields to set, both paths '{path}' and '{outer}' are matched");

    public static DocumentException TooFar(int most) => new(34, "CannotBackfillArray", $"can't backfill more than {most} elements");
}
