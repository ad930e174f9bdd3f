using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices.Completion;

/// <summary>
/// Has Tab offer nothing where there is nothing to offer. The engine would offer the files of the folder for any parameter without
/// a completer, and no file is a filter, a name or a number.
/// </summary>
internal sealed class NoCompletionAttribute() : ArgumentCompleterAttribute(typeof(NothingCompleter));

/// <summary>Offers nothing.</summary>
public sealed class NothingCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) => [];
}
