namespace NewsApi.Http;

/// <summary>The answers that have their content at hand as it is. Of many that are kept, few are asked for all the time: the others are
/// kept compressed alone, in a third of the memory, and unpacked for whoever wants them otherwise.</summary>
/// <param name="mostBytes">How many these may take together. When it is more, those that are asked for the least are packed.</param>
internal sealed class PlainForms(long mostBytes)
{
    /// <summary>Whoever is smaller is not worth it.</summary>
    public const int SmallestPacked = 1024;

    /// <summary>To what part of it they are brought down, so that there is room for others that are asked for more.</summary>
    private const double PackedDownTo = 0.9;

    /// <summary>Up to what part of it there is room for everyone.</summary>
    private const double OpenUpTo = 0.8;

    private readonly Lock _gate = new();
    private readonly HashSet<FinishedAnswer> _answers = [];
    private long _bytes;
    private bool _isMakingRoom;

    /// <summary>The greatest demand at which one was packed for want of room when that was last so.</summary>
    private double _tooLittle = double.NegativeInfinity;

    /// <summary>What all of them take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether a packed answer that is asked for again is unpacked for all who come after, or for this request alone: then
    /// there is as much demand for others that were packed, and it would be among the next.</summary>
    public bool HasRoomFor(in Demand demand) =>
        Bytes <= mostBytes * OpenUpTo || (Bytes <= mostBytes && demand.Value > Volatile.Read(ref _tooLittle));

    /// <summary>Takes in an answer that has its content at hand. Where that is too much, room is made in the background: what has
    /// not been compressed yet takes its time.</summary>
    public void Add(FinishedAnswer answer)
    {
        lock (_gate)
        {
            if (!_answers.Add(answer))
                return;
            _bytes += answer.Length;
            if (_bytes <= mostBytes || _isMakingRoom)
                return;
            _isMakingRoom = true;
        }
        _ = Task.Run(MakeRoom);
    }

    /// <summary>For one that is not given out any more.</summary>
    public void Forget(FinishedAnswer answer)
    {
        lock (_gate)
        {
            if (_answers.Remove(answer))
                _bytes -= answer.Length;
        }
    }

    private void MakeRoom()
    {
        try
        {
            while (TakeLeastWanted() is { Count: > 0 } least)
            {
                foreach (var answer in least)
                    answer.Pack();
            }
        }
        finally
        {
            lock (_gate)
                _isMakingRoom = false;
        }
    }

    /// <returns>None where there is room.</returns>
    private List<FinishedAnswer> TakeLeastWanted()
    {
        var least = new List<FinishedAnswer>();
        lock (_gate)
        {
            if (_bytes <= mostBytes)
                return least;
            foreach (var (demand, answer) in _answers.Select(one => (one.Demand.Value, one)).OrderBy(one => one.Value))
            {
                least.Add(answer);
                _answers.Remove(answer);
                _bytes -= answer.Length;
                Volatile.Write(ref _tooLittle, demand);
                if (_bytes <= mostBytes * PackedDownTo)
                    break;
            }
        }
        return least;
    }
}
