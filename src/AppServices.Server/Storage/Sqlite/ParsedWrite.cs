using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using AppServices.Server.Storage.Commands;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>One write among several with what it says, or with what is wrong in it: the others may be done all the same.</summary>
/// <param name="Command">The write.</param>
/// <param name="Filter">What it looks for; null for nothing.</param>
/// <param name="Update">What becomes of that; null for a delete and an insert.</param>
/// <param name="Error">Why it is not valid; null when it is.</param>
internal readonly record struct ParsedWrite(WriteCommand Command, Predicate? Filter = null, Update? Update = null, DocumentException? Error = null)
{
    /// <param name="command">The write.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    public static ParsedWrite Of(WriteCommand command, CancellationToken cancellation)
    {
        try
        {
            return command switch
            {
                WriteCommand.Update update => new ParsedWrite(
                    command, QueryParser.Parse(update.Filter, cancellation), UpdateParser.Parse(update.Change, update.ArrayFilters, cancellation)),
                WriteCommand.Replace replace => new ParsedWrite(
                    command, QueryParser.Parse(replace.Filter, cancellation), UpdateParser.ParseReplacement(replace.Replacement)),
                WriteCommand.Delete delete => new ParsedWrite(command, QueryParser.Parse(delete.Filter, cancellation)),
                _ => new ParsedWrite(command),
            };
        }
        catch (DocumentException error)
        {
            return new ParsedWrite(command, Error: error);
        }
    }
}
