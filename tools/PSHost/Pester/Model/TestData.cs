using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Model;

/// <summary>One element of <c>-ForEach</c>: it becomes <c>$_</c>, and the keys of a dictionary become variables.</summary>
internal sealed class TestData(object? element)
{
    /// <summary>The variables by name, <c>_</c> included.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; } = ToVariables(element);

    /// <summary>What -ForEach makes of one declaration: an item for each element, or a single null if there was no such parameter.</summary>
    /// <param name="isGiven">Whether the parameter was used; an empty list makes no item at all.</param>
    /// <param name="parameter">Its value: a list, or a single element.</param>
    public static IEnumerable<TestData?> ForEach(bool isGiven, object? parameter)
    {
        object? value = parameter is PSObject wrapped ? wrapped.BaseObject : parameter;
        if (!isGiven)
        {
            yield return null;
        }
        else if (value is not string and not IDictionary && LanguagePrimitives.GetEnumerable(value) is { } elements)
        {
            foreach (object? element in elements) yield return new TestData(element);
        }
        else if (value is not null)
        {
            yield return new TestData(parameter);
        }
    }

    private static Dictionary<string, object?> ToVariables(object? element)
    {
        Dictionary<string, object?> variables = new() { ["_"] = element };
        object? value = element is PSObject wrapped ? wrapped.BaseObject : element;
        if (value is not IDictionary dictionary) return variables;
        foreach (DictionaryEntry entry in dictionary) variables.TryAdd(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
        return variables;
    }
}
