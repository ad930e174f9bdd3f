using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using AppServices.Ejson;

namespace AppServices.Documents;

/// <summary>
/// Makes objects of a script's class, or of any .NET type, of documents. A field goes into the property, field or parameter of the
/// constructor with its name, whatever the case; fields that the type does not have are left out.
/// </summary>
internal static class TypedDocument
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>Whether documents can become objects of a type.</summary>
    public static bool CanMake(Type type) =>
        !type.IsAbstract && !type.IsPrimitive && !type.ContainsGenericParameters && (type.IsValueType || type.GetConstructors().Length > 0);

    /// <summary>An object of a type.</summary>
    /// <param name="document">The document, as PowerShell has it.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="EjsonException">A value does not fit; the message says where.</exception>
    public static object? Make(object? document, Type type) => Convert(document, type, "$");

    private static object? Convert(object? value, Type type, string path)
    {
        if (type == typeof(object) || type == typeof(PSObject)) return value;
        try
        {
            return value switch
            {
                _ when type.IsInstanceOfType(value) => value,
                object?[] items when ElementOf(type) is { } element => Collection(items, type, element, path),
                PSObject or IDictionary when typeof(IDictionary).IsAssignableFrom(type) => Dictionary(value, type, path),
                PSObject or IDictionary when CanMake(type) => Object(value, type, path),
                _ => LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception error) when (
            error is InvalidCastException or RuntimeException or TargetInvocationException or MemberAccessException or ArgumentException)
        {
            throw new EjsonException(
                $"A value does not fit into a {type.FullName}: {error.GetBaseException().Message}", path, error);
        }
    }

    private static object Object(object document, Type type, string path)
    {
        // Of names that differ in case only the last counts.
        var fields = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in DocumentInput.Names(document))
            if (DocumentInput.TryGet(document, name, out object? value)) fields[name] = value;
        object made = Construct(type, fields, path);
        PSObject members = PSObject.AsPSObject(made);
        foreach (KeyValuePair<string, object?> field in fields)
            if (members.Properties[field.Key] is { IsSettable: true } member && TypeOf(type, member.Name) is { } wanted)
                member.Value = Convert(field.Value, wanted, $"{path}.{field.Key}");
        return made;
    }

    // A type that cannot be made of nothing says by its constructor what it is made of, as records do.
    private static object Construct(Type type, Dictionary<string, object?> fields, string path)
    {
        if (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null) return Activator.CreateInstance(type)!;
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        return constructor.Invoke(constructor.GetParameters().Select(parameter =>
            fields.TryGetValue(parameter.Name!, out object? value) ? Convert(value, parameter.ParameterType, $"{path}.{parameter.Name}")
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
            : null).ToArray());
    }

    private static object Collection(object?[] items, Type type, Type element, string path)
    {
        var array = Array.CreateInstance(element, items.Length);
        for (int i = 0; i < items.Length; i++) array.SetValue(Convert(items[i], element, $"{path}[{i}]"), i);
        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(type, array)!;
    }

    private static IDictionary Dictionary(object document, Type type, string path)
    {
        var made = (IDictionary)Activator.CreateInstance(type)!;
        Type element = type.IsGenericType ? type.GetGenericArguments().Last() : typeof(object);
        foreach (string name in DocumentInput.Names(document))
            if (DocumentInput.TryGet(document, name, out object? value)) made[name] = Convert(value, element, $"{path}.{name}");
        return made;
    }

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericArguments() is [var only] && typeof(IEnumerable).IsAssignableFrom(type) ? only
        : null;

    private static Type? TypeOf(Type type, string name) =>
        type.GetProperty(name, Members)?.PropertyType ?? type.GetField(name, Members)?.FieldType;
}
