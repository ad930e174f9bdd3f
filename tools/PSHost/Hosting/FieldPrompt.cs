using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AppServices.PSHost.Hosting;

/// <summary>Asks for mandatory parameters and other fields, converting each answer to the type of its field.</summary>
internal sealed class FieldPrompt(PSHostUserInterface ui, ConsoleInput input)
{
    public Dictionary<string, PSObject> Ask(string? caption, string? message, Collection<FieldDescription> fields)
    {
        string names = string.Join(", ", fields.Select(field => field.Name));
        input.Require($"The value of {names}");
        ui.WriteLine();
        if (!string.IsNullOrEmpty(caption)) ui.WriteLine(caption);
        if (!string.IsNullOrEmpty(message)) ui.WriteLine(message);

        Dictionary<string, PSObject> answers = [];
        foreach (FieldDescription field in fields) answers[field.Name] = PSObject.AsPSObject(AskField(field));
        return answers;
    }

    private object AskField(FieldDescription field)
    {
        Type type = TypeOf(field);
        if (type == typeof(PSCredential)) return new CredentialPrompt(ui, input).Ask(null, field.HelpMessage, null);
        return type.IsArray || type == typeof(IList) ? AskList(field, type.GetElementType() ?? typeof(object)) : AskValue(field.Name, type);
    }

    private Array AskList(FieldDescription field, Type elementType)
    {
        ArrayList values = [];
        while (true)
        {
            string label = string.Create(CultureInfo.InvariantCulture, $"{field.Name}[{values.Count}]");
            ui.Write(label + ": ");
            string text = input.ReadLine();
            if (text.Length == 0) return values.ToArray(elementType);
            if (TryConvert(text, elementType, out object? value)) values.Add(value);
        }
    }

    private object AskValue(string name, Type type)
    {
        while (true)
        {
            ui.Write(name + ": ");
            if (type == typeof(SecureString)) return input.ReadSecret();
            if (TryConvert(input.ReadLine(), type, out object? value)) return value ?? string.Empty;
        }
    }

    private bool TryConvert(string text, Type type, out object? value)
    {
        if (LanguagePrimitives.TryConvertTo(text, type, CultureInfo.InvariantCulture, out value)) return true;
        ui.WriteErrorLine($"'{text}' cannot be converted to {type.Name}. Try again.");
        return false;
    }

    // The engine describes a field by names, because its type may live on another machine; an unknown one is asked for as text.
    // What it calls the full name of the assembly is the assembly qualified name of the type.
    private static Type TypeOf(FieldDescription field) =>
        string.IsNullOrEmpty(field.ParameterAssemblyFullName) ? typeof(string) : Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
}
