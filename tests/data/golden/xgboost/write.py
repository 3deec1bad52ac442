"""Trains small models with XGBoost and (re)writes the golden files beside this script.

Needs numpy and xgboost, of Debian: apt-get install python3-xgboost. Run it with the system's Python: /usr/bin/python3 write.py
A case is NAME.model.json, as XGBoost saves it, and NAME.json: the library's version, rows (null is missing), margins, predictions, and contributions with the
base value behind them. The files say of which version they are.
"""
import json
import pathlib

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).parent
FEATURES, TRAINED, ASKED = 5, 300, 40


def table(random, count):
    rows = np.column_stack([
        np.round(random.uniform(-2, 2, count), 3),
        random.integers(-3, 4, count),
        random.integers(0, 12, count),
        random.integers(0, 40, count),
        np.round(random.uniform(0, 1000, count), 2),
    ]).astype(np.float32)
    rows[random.random(rows.shape) < 0.1] = np.nan
    return rows


def score(random, rows):
    x = np.nan_to_num(rows, nan=1.0)
    return x[:, 0] + 0.5 * x[:, 1] * x[:, 0] + x[:, 2] % 3 + x[:, 3] % 2 + x[:, 4] / 500 + random.random(len(x))


def labels(objective, y):
    if objective.startswith("multi:"):
        return np.clip(np.abs(y).astype(int), 0, 2)
    if objective.startswith("rank:"):
        return np.clip(np.abs(y).astype(int), 0, 1 if objective == "rank:map" else 4)
    if objective.startswith("binary:") or objective == "reg:logistic":
        return (y > 2.5).astype(int)
    return y if objective == "reg:squarederror" else np.abs(y) + 0.1


CASES = {
    name.replace(":", "_"): {"objective": name}
    for name in ["reg:squarederror", "reg:squaredlogerror", "reg:logistic", "reg:pseudohubererror", "reg:absoluteerror", "reg:gamma", "reg:tweedie", "binary:logistic",
                 "binary:logitraw", "binary:hinge", "count:poisson", "survival:cox", "survival:aft", "multi:softprob", "multi:softmax", "rank:pairwise", "rank:ndcg", "rank:map"]
}
CASES["base_score"] = {"objective": "binary:logistic", "base_score": 0.2}
CASES["dart"] = {"booster": "dart", "rate_drop": 0.5, "one_drop": 1}
CASES["dart_multiclass"] = {"objective": "multi:softprob", "booster": "dart", "rate_drop": 0.5, "one_drop": 1}
CASES["gblinear"] = {"booster": "gblinear"}
CASES["gblinear_multiclass"] = {"objective": "multi:softprob", "booster": "gblinear"}
CASES["categories"] = {"types": ["q", "q", "c", "c", "q"], "max_cat_to_onehot": 4}
CASES["categories_onehot"] = {"types": ["q", "q", "c", "c", "q"], "max_cat_to_onehot": 100}
CASES["multi_target"] = {"targets": 2}
CASES["random_forest"] = {"num_parallel_tree": 4, "subsample": 0.7, "learning_rate": 1}
CASES["lossguide"] = {"tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 12, "max_depth": 0}
CASES["best_iteration"] = {"early": 2, "learning_rate": 1.5}
CASES["stump"] = {"max_depth": 1}


def write(name, case):
    case = dict(case)
    objective = case.setdefault("objective", "reg:squarederror")
    types, targets, early = case.pop("types", None), case.pop("targets", 1), case.pop("early", 0)
    random = np.random.default_rng(len(name))
    rows, asked, held = table(random, TRAINED), table(random, ASKED), table(random, TRAINED)
    y, z = (labels(objective, score(random, part)) for part in (rows, held))
    if targets > 1:
        y = np.column_stack([y, -2 * y + rows[:, 1] * np.ones(len(y))])
        y = np.nan_to_num(y)
    kinds = {"feature_types": types, "enable_categorical": True} if types else {}
    data = xgb.DMatrix(rows, **kinds) if objective == "survival:aft" else xgb.DMatrix(rows, label=y, **kinds)
    if objective == "survival:aft":
        data.set_float_info("label_lower_bound", y)
        data.set_float_info("label_upper_bound", y * 1.5)
    if objective.startswith("rank:"):
        data.set_group([20] * (TRAINED // 20))
    parameters = {"max_depth": 3, "learning_rate": 0.3, "seed": 1, "nthread": 1, "tree_method": "hist" if types else "exact", **case}
    if objective.startswith("multi:"):
        parameters["num_class"] = 3
    if case.get("booster") == "gblinear":
        parameters = {"objective": objective, "booster": "gblinear", "updater": "coord_descent", "nthread": 1} | {k: v for k, v in parameters.items() if k == "num_class"}
    more = {"evals": [(xgb.DMatrix(held, label=z), "held")], "early_stopping_rounds": early} if early else {}
    booster = xgb.train(parameters, data, num_boost_round=20 if early else 6, verbose_eval=False, **more)
    booster.save_model(HERE / f"{name}.model.json")
    if early:
        assert booster.best_iteration + 1 < booster.num_boosted_rounds(), "no tree is left out"
    range_ = {"iteration_range": (0, booster.best_iteration + 1)} if early else {}
    question = xgb.DMatrix(asked, **kinds)

    def predicted(**what):
        return booster.predict(question, **range_, **what).astype(float).reshape(ASKED, -1).tolist()

    answer = {
        "library": f"XGBoost {xgb.__version__}",
        "rows": [[None if np.isnan(x) else float(x) for x in row] for row in asked],
        "margins": predicted(output_margin=True),
        # multi:softmax gives classes, which are those of the largest probability: the probabilities are softprob's.
        "predictions": None if objective == "multi:softmax" else predicted(),
        "contributions": predicted(pred_contribs=True),
    }
    (HERE / f"{name}.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")


for path in HERE.glob("*.json"):
    path.unlink()
for name, case in CASES.items():
    write(name, case)
    print(name)
