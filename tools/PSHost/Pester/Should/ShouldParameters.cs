using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Should;

/// <summary>Makes one parameter set of Should for each operator.</summary>
internal static class ShouldParameters
{
    public static RuntimeDefinedParameterDictionary For(IEnumerable<ShouldOperator> operators)
    {
        RuntimeDefinedParameterDictionary parameters = [];
        foreach (ShouldOperator operation in operators)
        {
            RuntimeDefinedParameter operatorSwitch = Add(parameters, operation, operation.Name, typeof(SwitchParameter), position: null, mandatory: true);
            if (operation.Alias is { } alias) operatorSwitch.Attributes.Add(new AliasAttribute(alias));
            Add(parameters, operation, "Not", typeof(SwitchParameter), position: null);
            int position = 0;
            foreach ((string name, Type type) in operation.Parameters)
                Add(parameters, operation, name, type, type == typeof(SwitchParameter) ? null : position++);
            Add(parameters, operation, "Because", typeof(object), position);
        }
        return parameters;
    }

    private static RuntimeDefinedParameter Add(
        RuntimeDefinedParameterDictionary parameters, ShouldOperator operation, string name, Type type, int? position, bool mandatory = false)
    {
        if (!parameters.TryGetValue(name, out RuntimeDefinedParameter? parameter))
        {
            parameter = new RuntimeDefinedParameter(name, type, new Collection<Attribute>());
            parameters.Add(name, parameter);
        }
        ParameterAttribute attribute = new() { ParameterSetName = operation.Name, Mandatory = mandatory };
        if (position is { } index) attribute.Position = index;
        parameter.Attributes.Add(attribute);
        return parameter;
    }
}
