using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Documents;

/// <summary>Values as text in Extended JSON.</summary>
internal static class DocumentText
{
    private const int MaxLength = 120;

    /// <summary>For messages: relaxed and not too long.</summary>
    public static string Show(object? value)
    {
        string text = Of(value, EjsonMode.Relaxed);
        return text.Length <= MaxLength ? text : text.Remove(MaxLength) + "...";
    }

    /// <summary>The whole text; a question mark for what has none.</summary>
    public static string Of(object? value, EjsonMode mode)
    {
        try
        {
            return EjsonConvert.Serialize(value, PSValues.WriterOf(mode));
        }
        catch (EjsonException)
        {
            return "?";
        }
    }
}
