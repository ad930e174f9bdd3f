using System;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>A type given as <c>([int])</c>, <c>int</c> or <c>'[int]'</c>.</summary>
internal static class TypeArgument
{
    /// <exception cref="PSArgumentException">There is no such type.</exception>
    public static Type Parse(object? argument)
    {
        object? raw = argument is PSObject wrapped ? wrapped.BaseObject : argument;
        if (raw is Type type) return type;
        string name = LanguagePrimitives.ConvertTo<string>(raw).Trim();
        if (name.StartsWith('[') && name.EndsWith(']')) name = name[1..^1];
        return LanguagePrimitives.TryConvertTo(name, out Type? parsed) && parsed is not null
            ? parsed
            : throw new PSArgumentException($"There is no type [{name}]. Its assembly must be loaded first.");
    }
}
