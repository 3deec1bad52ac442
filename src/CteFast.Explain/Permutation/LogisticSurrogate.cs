using CteFast.Explain.Asking;

namespace CteFast.Explain.Permutation;

/// <summary>
/// A logistic regression of the model on the model rows of one explanation: <c>f(u) ≈ g(b + θᵀu)</c> with u standardised and g the logistic
/// function, or the softmax where the outputs of a row sum to 1. One thread at a time.
/// </summary>
/// <remarks>
/// <para>
/// Fitted by weighted least squares on the logits, then by Gauss–Newton steps on the probabilities. On a walk from z to x every feature changes once, so that the
/// normal equations of a whole walk are sums of two outer products over the features in order: O(d²) for d rows.
/// </para>
/// <para>Ridge: 0.1 % of the diagonal.</para>
/// </remarks>
internal sealed class LogisticSurrogate
{
    private const double Ridge = 1e-3, LeastShare = 1e-6;
    private const double LeastProbability = 1e-5;
    private const double LeastSlope = 1e-3, MostStep = 2;      // where f is flat, logits are uncertain, and its linear approximation more so

    private readonly Players _players;
    private readonly double[] _means, _scales, _factors;       // a factor is 1/scale, or 0 for a column that contributes nothing
    private readonly int _outputs, _terms;
    private readonly bool _softmax;
    private readonly double[] _row, _theta;
    private readonly double[] _products, _moments;             // of every output: terms x terms the sum of (a, b) and (b, a) is one entry, and terms
    private readonly CholeskyFactor _factor = new();
    private readonly int[] _order, _joins;                     // terms in the order in which they change, and after how many players
    private readonly double[] _before, _change;
    private readonly double[] _weights, _targets;              // (p + 1) x k, then their sums from a step of the walk to its end
    private readonly double[] _score, _output, _next, _start, _first, _steps, _equation;
    private readonly bool[] _changes;
    private int _pass;

    /// <summary>Makes a surrogate that is not fitted.</summary>
    /// <param name="players">The players of the walks.</param>
    /// <param name="background">The rows z, for the means and scales of the data.</param>
    /// <param name="outputs">The number of outputs, k.</param>
    /// <param name="softmax">Whether a row's outputs sum to 1.</param>
    public LogisticSurrogate(Players players, Background background, int outputs, bool softmax)
    {
        int p = players.Count, d = background.FeatureCount;
        (_players, _means, _scales, _outputs, _softmax, _terms) = (players, background.DataMeans.ToArray(), background.DataScales.ToArray(), outputs, softmax, d + 1);
        _factors = new double[d];
        (_row, _theta, _products, _moments) = (new double[d], new double[outputs * _terms], new double[outputs * _terms * _terms], new double[outputs * _terms]);
        (_order, _joins, _before, _change, _equation) = (new int[_terms], new int[_terms], new double[_terms], new double[_terms], new double[_terms]);
        (_weights, _targets) = (new double[(p + 1) * outputs], new double[(p + 1) * outputs]);
        (_score, _output, _next, _start, _first, _steps) = (new double[outputs], new double[outputs], new double[outputs], new double[outputs], new double[outputs], new double[p * outputs]);
        _changes = new bool[d];
    }

    /// <summary>Forgets what was fitted, for the explanation of another row.</summary>
    /// <param name="row">The row x.</param>
    /// <param name="isNull">Of every player whether it contributes nothing: the surrogate then does not either.</param>
    public void Start(ReadOnlySpan<float> row, ReadOnlySpan<bool> isNull)
    {
        for (int player = 0; player < isNull.Length; player++)
        {
            foreach (int column in _players.Columns(player)) _factors[column] = isNull[player] ? 0 : 1 / _scales[column];
        }

        for (int j = 0; j < row.Length; j++) _row[j] = Standardize(row[j], j);
        _pass = 0;
        ClearEquations();
    }

    /// <summary>Adds a unit to the equations of the pass: the rows from z to x and from z to x in reverse.</summary>
    /// <param name="z">The background row.</param>
    /// <param name="first">Its outputs, k.</param>
    /// <param name="players">The players in which x and z differ, in order.</param>
    /// <param name="outputs">The outputs of the rows between, forward and in reverse, 2(a − 1) x k for a players.</param>
    public void Learn(ReadOnlySpan<float> z, ReadOnlySpan<double> first, ReadOnlySpan<int> players, ReadOnlySpan<float> outputs)
    {
        int half = (players.Length - 1) * _outputs;
        Prepare(z);
        Learn(z, first, players, outputs[..half], reverse: false);
        Learn(z, first, players, outputs.Slice(half, half), reverse: true);
    }

    /// <summary>Ends a pass: solves its equations. Each pass after the first brings the probabilities nearer to the model's.</summary>
    public void Solve()
    {
        int matrices = _pass == 0 && _softmax ? 1 : _outputs;
        for (int output = 0; output < _outputs; output++)
        {
            if (output < matrices) Factor(_products.AsSpan(output * _terms * _terms, _terms * _terms));
            Span<double> solution = _theta.AsSpan(output * _terms, _terms);
            _moments.AsSpan(output * _terms, _terms).CopyTo(solution);
            _factor.Solve(solution);
        }

        _pass++;
        ClearEquations();
    }

    /// <summary>Turns to a background row.</summary>
    public void Prepare(ReadOnlySpan<float> z)
    {
        if (_pass == 0) return;
        for (int output = 0; output < _outputs; output++)
        {
            ReadOnlySpan<double> theta = _theta.AsSpan(output * _terms, _terms);
            double score = theta[0];
            for (int player = 0; player < _players.Count; player++)
            {
                double step = 0;
                foreach (int column in _players.Columns(player))
                {
                    double value = Standardize(z[column], column);
                    score += theta[1 + column] * value;
                    step += theta[1 + column] * (_row[column] - value);
                }

                _steps[player * _outputs + output] = step;
            }

            _start[output] = score;
        }

        Link(_start, _first);
    }

    /// <summary>Adds the surrogate's contributions in an ordering from the row prepared, and in its reverse.</summary>
    /// <param name="players">The players in which x and z differ, in order.</param>
    /// <param name="weight">What the sum of the two is multiplied by.</param>
    /// <param name="contributions">k x p.</param>
    public void Contribute(ReadOnlySpan<int> players, double weight, Span<double> contributions)
    {
        for (int direction = 0; direction < 2; direction++)
        {
            _start.CopyTo(_score, 0);
            _first.CopyTo(_output, 0);
            for (int i = 0; i < players.Length; i++)
            {
                int player = players[direction == 0 ? i : players.Length - 1 - i];
                Step(player);
                Link(_score, _next);
                for (int output = 0; output < _outputs; output++)
                {
                    contributions[output * _players.Count + player] += weight * (_next[output] - _output[output]);
                    _output[output] = _next[output];
                }
            }
        }
    }

    private void Learn(ReadOnlySpan<float> z, ReadOnlySpan<double> first, ReadOnlySpan<int> players, ReadOnlySpan<float> outputs, bool reverse)
    {
        int count = players.Length;
        _start.CopyTo(_score, 0);
        for (int step = 0; step < count; step++)
        {
            if (step > 0 && _pass > 0) Step(players[reverse ? count - step : step - 1]);
            for (int output = 0; output < _outputs; output++) _output[output] = step == 0 ? first[output] : outputs[(step - 1) * _outputs + output];
            // The row z begins the forward and the reverse walk.
            Observe(_output, step == 0 ? 0.5 : 1, _weights.AsSpan(step * _outputs, _outputs), _targets.AsSpan(step * _outputs, _outputs));
        }

        // The row explained ends both walks and is not fitted.
        _weights.AsSpan(count * _outputs, _outputs).Clear();
        _targets.AsSpan(count * _outputs, _outputs).Clear();
        SortTerms(z, players, reverse);
        int matrices = _pass == 0 && _softmax ? 1 : _outputs;
        for (int output = 0; output < _outputs; output++)
        {
            double weights = 0, targets = 0;
            for (int step = count - 1; step >= 0; step--)
            {
                ref double weight = ref _weights[step * _outputs + output], target = ref _targets[step * _outputs + output];
                targets += weight * target;
                weights += weight;
                (weight, target) = (weights, targets);
            }

            AddEquations(output, weights, targets, output < matrices);
        }
    }

    /// <summary>The targets that the logits of a row's outputs are fitted to, and their weights.</summary>
    private void Observe(ReadOnlySpan<double> outputs, double weight, Span<double> weights, Span<double> targets)
    {
        if (_pass > 0)
        {
            Span<double> fitted = targets;
            Link(_score, fitted);
            for (int output = 0; output < outputs.Length; output++)
            {
                double slope = fitted[output] * (1 - fitted[output]) + LeastSlope;
                weights[output] = weight * slope * slope;
                targets[output] = _score[output] + Math.Clamp((outputs[output] - fitted[output]) / slope, -MostStep, MostStep);
            }

            return;
        }

        double mean = 0, squares = 0;
        for (int output = 0; output < outputs.Length; output++)
        {
            double p = Math.Clamp(outputs[output], LeastProbability, 1 - LeastProbability);
            targets[output] = _softmax ? Math.Log(p) : Math.Log(p / (1 - p));
            weights[output] = weight * (p * (1 - p) + LeastSlope);
            mean += targets[output] / outputs.Length;
            squares += p * p;
        }

        for (int output = 0; output < outputs.Length && _softmax; output++)
        {
            targets[output] -= mean;
            weights[output] = weight * (Math.Max(0, 1 - squares) + LeastSlope);
        }
    }

    /// <summary>The terms in the order in which they change on the walk, after those that do not change.</summary>
    private void SortTerms(ReadOnlySpan<float> z, ReadOnlySpan<int> players, bool reverse)
    {
        _changes.AsSpan().Clear();
        foreach (int player in players)
        {
            foreach (int column in _players.Columns(player)) _changes[column] = true;
        }

        int count = 0;
        (_order[count], _before[count], _change[count], _joins[count++]) = (0, 1, 0, 0);
        for (int column = 0; column < _changes.Length; column++)
        {
            if (!_changes[column]) (_order[count], _before[count], _change[count], _joins[count++]) = (1 + column, _row[column], 0, 0);
        }

        for (int i = 0; i < players.Length; i++)
        {
            foreach (int column in _players.Columns(players[reverse ? players.Length - 1 - i : i]))
            {
                double value = Standardize(z[column], column);
                (_order[count], _before[count], _change[count], _joins[count++]) = (1 + column, value, _row[column] - value, i + 1);
            }
        }
    }

    /// <summary>Adds a walk's products of terms and its moments.</summary>
    private void AddEquations(int output, double allWeights, double allTargets, bool products)
    {
        Span<double> matrix = _products.AsSpan(output * _terms * _terms, _terms * _terms), moments = _moments.AsSpan(output * _terms, _terms);
        Span<double> after = _equation;
        for (int i = 0; i < _terms; i++)
        {
            int place = _joins[i] * _outputs + output;
            (double weights, double targets) = (_weights[place], _targets[place]);
            moments[_order[i]] += _before[i] * allTargets + _change[i] * targets;
            if (!products) continue;
            double changed = weights * _change[i];
            after[i] = _before[i] * allWeights + changed;
            Span<double> row = matrix.Slice(_order[i] * _terms, _terms);
            for (int j = 0; j <= i; j++) row[_order[j]] += _before[i] * after[j] + changed * (_before[j] + _change[j]);
        }
    }

    /// <summary>Factors a matrix of products with its ridge.</summary>
    private void Factor(ReadOnlySpan<double> products)
    {
        double least = LeastShare * products[0];
        _factor.Start(_terms);
        for (int a = 0; a < _terms; a++)
        {
            for (int b = 0; b < a; b++) _equation[b] = products[a * _terms + b] + products[b * _terms + a];
            double square = products[a * _terms + a];
            _equation[a] = a == 0 ? square : square + Ridge * square + least;
            _factor.Append(_equation.AsSpan(0, a + 1), double.Epsilon + 1e-6 * least);
        }
    }

    private void Step(int player)
    {
        for (int output = 0; output < _outputs; output++) _score[output] += _steps[player * _outputs + output];
    }

    private void Link(ReadOnlySpan<double> scores, Span<double> outputs)
    {
        if (!_softmax)
        {
            for (int output = 0; output < scores.Length; output++) outputs[output] = 1 / (1 + Math.Exp(-scores[output]));
            return;
        }

        double largest = double.NegativeInfinity, sum = 0;
        foreach (double score in scores) largest = Math.Max(largest, score);
        for (int output = 0; output < scores.Length; output++)
        {
            outputs[output] = Math.Exp(scores[output] - largest);
            sum += outputs[output];
        }

        foreach (ref double output in outputs) output /= sum;
    }

    private double Standardize(float value, int column) => float.IsNaN(value) ? 0 : (value - _means[column]) * _factors[column];

    private void ClearEquations()
    {
        _products.AsSpan().Clear();
        _moments.AsSpan().Clear();
    }
}
