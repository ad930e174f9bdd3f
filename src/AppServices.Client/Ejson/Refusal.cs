using System;
using System.Security;
using System.Threading.Tasks;

namespace AppServices.Ejson;

/// <summary>Says why a value has no form in Extended JSON and what to do instead.</summary>
internal static class Refusal
{
    public static EjsonException Of(object value) => new(value switch
    {
        SecureString => "A SecureString is not written, so that a secret is never sent by accident. If it is meant to be sent, convert it to a string first.",
        Array => $"An array of more than one dimension ({value.GetType()}) has no form in Extended JSON. Make it an array of arrays.",
        Task => $"The result of an unfinished task ({value.GetType()}) cannot be written. Await it first.",
        Delegate => $"Code ({value.GetType()}) cannot be written. For JavaScript use AppServices.Bson.BsonJavaScript.",
        _ => $"A value of type {value.GetType()} has no form in Extended JSON. Convert it to a string, a number, a date or a dictionary first.",
    });

    public static EjsonException OfKey(object key) => new(
        $"The key \"{key}\" of a dictionary is a {key.GetType()}, but names in Extended JSON are strings. Convert the key to a string.");

    public static EjsonException OfInteger(object value) => new(
        $"The {value.GetType().Name} {Shortened(value)} does not fit the 64 bits of an Int64. Use a double, a Decimal128 or a string.");

    private static string Shortened(object number)
    {
        string text = number.ToString() ?? "";
        return text.Length <= 40 ? text : $"{text.Substring(0, 20)}... ({text.Length} digits)";
    }
}
