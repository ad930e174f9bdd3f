using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Rules.Schemas.Checks;

/// <summary><c>anyOf</c>, <c>oneOf</c> and <c>not</c>: how many of several schemas must hold.</summary>
internal sealed class CombinedCheck(string keyword, IReadOnlyList<Schema> schemas, int least, int most) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        SchemaValue asked = value;
        int holding = schemas.Count(schema => schema.Accepts(asked));
        if (holding < least || holding > most) violations.Add(At(value, $"does not satisfy {keyword}"));
    }
}
