"""Logistic regression, trained by stochastic gradient descent. Python's standard library is all it needs."""
import json
import math


class LogisticRegression:
    def __init__(self, weights, bias, means, scales):
        self.weights = weights
        self.bias = bias
        # Features are standardized. A model that is trained further keeps the scale that its weights were learned on.
        self.means = means
        self.scales = scales

    @classmethod
    def for_rows(cls, rows):
        """A model that has learned nothing yet, on the scale of these rows."""
        columns = list(zip(*(features for _, features in rows)))
        means = [sum(column) / len(column) for column in columns]
        scales = [
            math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
            for column, mean in zip(columns, means)
        ]
        return cls([0.0] * len(columns), 0.0, means, scales)

    @classmethod
    def load(cls, directory):
        return cls(**json.loads((directory / "model.json").read_text()))

    def save(self, directory):
        (directory / "model.json").write_text(json.dumps(vars(self)))

    def standardized(self, features):
        if len(features) != len(self.means):
            raise ValueError(f"a record must have {len(self.means)} features, got {len(features)}")
        return [(value - mean) / scale for value, mean, scale in zip(features, self.means, self.scales)]

    def score(self, features):
        """The probability of the label 1."""
        return self._probability(self.standardized(features))

    def _probability(self, standardized):
        z = self.bias + sum(weight * value for weight, value in zip(self.weights, standardized))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))

    def learn(self, rows, learning_rate):
        """Goes through the rows once. Gives the mean log loss before each step."""
        loss = 0.0
        for label, standardized in rows:
            probability = self._probability(standardized)
            error = probability - label
            loss -= math.log(max(probability if label else 1 - probability, 1e-12))
            self.bias -= learning_rate * error
            for i, value in enumerate(standardized):
                self.weights[i] -= learning_rate * error * value
        return loss / len(rows)


def area_under_curve(model, rows):
    """The probability that a row with the label 1 scores higher than one with the label 0."""
    ranked = sorted(rows, key=lambda row: model.score(row[1]))
    ranks = [rank for rank, (label, _) in enumerate(ranked, start=1) if label]
    positives, negatives = len(ranks), len(rows) - len(ranks)
    if positives == 0 or negatives == 0:
        return 0.5
    return (sum(ranks) - positives * (positives + 1) / 2) / (positives * negatives)
