using System.Collections.Generic;

namespace AppServices.Server.Rules.Schemas;

/// <summary>What one keyword of a schema asks. Values of types that the keyword is not about pass.</summary>
internal abstract class SchemaCheck
{
    /// <summary>Adds what is wrong with a value.</summary>
    public abstract void Find(in SchemaValue value, List<string> violations);

    protected static string At(in SchemaValue value, string problem) =>
        value.Path.Length == 0 ? $"the document {problem}" : $"'{value.Path}' {problem}";
}
