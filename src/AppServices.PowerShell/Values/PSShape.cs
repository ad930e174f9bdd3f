using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Management.Automation;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Values;

/// <summary>Reads Extended JSON as PowerShell has it: documents as objects, decimals as <c>[decimal]</c> where nothing is lost.</summary>
internal class PSShape : EjsonShape
{
    public override object BeginDocument() => new PSDocument();

    public override void AddField(object document, string name, object? value) => ((PSDocument)document).Add(name, value);

    public override object? EndDocument(object document) => ((PSDocument)document).Finish();

    public override object? MakeScalar(object value) =>
        value is Decimal128 number && number.TryToDecimal(out decimal exact) ? exact : value;
}

/// <summary>A document while it is being read.</summary>
internal sealed class PSDocument
{
    private const int FewFields = 12;

    private readonly List<PSNoteProperty> _properties = [];
    private OrderedDictionary? _dictionary;
    private HashSet<string>? _names;

    public void Add(string name, object? value)
    {
        if (_dictionary is null && CannotBeProperty(name)) _dictionary = ToDictionary();
        if (_dictionary is not null) _dictionary[name] = value;
        else _properties.Add(new PSNoteProperty(name, value));
    }

    /// <summary>
    /// An object with a property a field, in order. Where PowerShell cannot have the names as properties (an empty one, or
    /// two that differ in case only) an ordered, case-sensitive dictionary, so that no field is lost.
    /// </summary>
    public object Finish()
    {
        if (_dictionary is not null) return _dictionary;
        var document = new PSObject();
        PSMemberInfoCollection<PSPropertyInfo> properties = document.Properties;
        foreach (PSNoteProperty property in _properties) properties.Add(property, preValidated: true);
        return document;
    }

    private bool CannotBeProperty(string name)
    {
        if (name.Length == 0) return true;
        if (_properties.Count < FewFields)
        {
            foreach (PSNoteProperty property in _properties)
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
            return false;
        }
        _names ??= AllNames();
        return !_names.Add(name);
    }

    private HashSet<string> AllNames()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PSNoteProperty property in _properties) names.Add(property.Name);
        return names;
    }

    private OrderedDictionary ToDictionary()
    {
        var dictionary = new OrderedDictionary(StringComparer.Ordinal);
        foreach (PSNoteProperty property in _properties) dictionary[property.Name] = property.Value;
        return dictionary;
    }
}
