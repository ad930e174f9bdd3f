using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>Makes values of what ConvertFrom-Json and CliXml make of them: an object or dictionary in the form of Extended JSON.</summary>
public sealed class BsonConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object? sourceValue, Type? destinationType) =>
        FieldsOf(sourceValue) is { } fields && IsValue(fields);

    /// <inheritdoc/>
    public override object? ConvertFrom(object? sourceValue, Type? destinationType, IFormatProvider? formatProvider, bool ignoreCase)
    {
        object? value = FieldsOf(sourceValue) is { } fields ? Read(fields) : null;
        object? fitting = value switch
        {
            DateTime date when destinationType == typeof(BsonDateTime) => BsonDateTime.From(date),
            byte[] bytes when destinationType == typeof(BsonBinary) => BsonBinary.Own(0, bytes),
            Guid uuid when destinationType == typeof(BsonBinary) => BsonBinary.Of(uuid),
            _ => value,
        };
        return destinationType?.IsInstanceOfType(fitting) == true
            ? fitting
            : throw new PSInvalidCastException($"The Extended JSON is a {value?.GetType().Name}, not a {destinationType?.Name}.");
    }

    /// <summary>Whether fields are the Extended JSON of a value that is no document.</summary>
    /// <param name="fields">All fields of an object.</param>
    public static bool IsValue(IReadOnlyList<KeyValuePair<string, object?>> fields) =>
        fields is [var first, ..] && TypeKeys.IsTypeName(first.Key);

    /// <summary>As above, for the fields of a dictionary.</summary>
    /// <param name="document">The dictionary.</param>
    /// <exception cref="ArgumentNullException"><paramref name="document"/> is null.</exception>
    public static bool IsValue(IDictionary document)
    {
        if ((document ?? throw new ArgumentNullException(nameof(document))).Count is not (1 or 2)) return false;
        IDictionaryEnumerator first = document.GetEnumerator();
        return first.MoveNext() && first.Key is string name && TypeKeys.IsTypeName(name);
    }

    /// <summary>As above, for the fields of a dictionary.</summary>
    /// <param name="document">The dictionary, see <see cref="IsValue(IDictionary)"/>.</param>
    /// <exception cref="EjsonException">They are not valid.</exception>
    public static object? Read(IDictionary document) => Read(Fields(document));

    /// <summary>The value that fields are the Extended JSON of.</summary>
    /// <param name="fields">All fields of an object, see <see cref="IsValue(IReadOnlyList{KeyValuePair{string, object?}})"/>.</param>
    /// <exception cref="EjsonException">They are not valid.</exception>
    public static object? Read(IReadOnlyList<KeyValuePair<string, object?>> fields) => TypeObjectFields.Read(fields, Unfold);

    /// <inheritdoc/>
    public override bool CanConvertTo(object? sourceValue, Type? destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object? sourceValue, Type? destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    private static KeyValuePair<string, object?>[]? FieldsOf(object? source) => source switch
    {
        PSObject { BaseObject: PSCustomObject } document => Fields(document).ToArray(),
        PSObject wrapped => FieldsOf(wrapped.BaseObject),
        IDictionary dictionary => Fields(dictionary),
        _ => null,
    };

    private static object? Unfold(object value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } document => Fields(document),
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };

    private static KeyValuePair<string, object?>[] Fields(IDictionary document) =>
        document.Keys.OfType<string>().Select(name => new KeyValuePair<string, object?>(name, document[name])).ToArray();

    private static IEnumerable<KeyValuePair<string, object?>> Fields(PSObject document) =>
        document.Properties.Select(property => new KeyValuePair<string, object?>(property.Name, property.Value));
}
